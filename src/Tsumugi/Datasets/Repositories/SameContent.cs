using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Same bytes, same conditions: what another repository holds under stricter ones keeps them under any name.</summary>
internal static class SameContent
{
    /// <summary>Below this many bytes files are alike by chance: empty ones, a setting, a list of names.</summary>
    private const int LeastBytes = 256;

    /// <summary>How far back a repository is searched for the revision that holds a content; beyond, the repository stands for it.</summary>
    private const int MostRevisions = 50;

    /// <returns>Revisions of other repositories whose conditions the repository's own do not cover.</returns>
    public static async Task<IReadOnlyList<NodeRef>> FindAsync(HubDb db, Repository into, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var hashes = files.Where(file => file.Size >= LeastBytes && file.Path is not (ModelCard.FileName or ".gitattributes")).Select(file => file.Hash).ToHashSet(StringComparer.Ordinal);
        var (found, covered) = (new List<NodeRef>(), into.Conditions);
        foreach (var holder in await HoldersAsync(db, into, hashes, stop))
        {
            var node = await RevisionAsync(db, holder, hashes, stop) ?? holder.Node;
            var with = covered.And((await EffectiveConditions.OfAsync(db, [node], stop)).Combined);
            if (with.Equals(covered))
                continue;
            covered = with;
            found.Add(node);
        }

        return found;
    }

    // A deleted repository still holds its contents to its conditions.
    private static async Task<IReadOnlyList<Repository>> HoldersAsync(HubDb db, Repository into, HashSet<string> hashes, CancellationToken stop)
    {
        var holders = new Dictionary<NodeRef, Repository>();
        foreach (var some in hashes.Chunk(5_000))
        {
            var query =
                from content in db.Set<RepositoryContent>()
                where some.Contains(content.Sha256)
                join repository in db.Set<Repository>() on new { content.Kind, content.InstitutionId, content.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
                select repository;
            foreach (var repository in await query.AsNoTracking().Distinct().ToListAsync(stop))
                holders.TryAdd(repository.Node, repository);
        }

        holders.Remove(into.Node);
        return [.. holders.Values.OrderBy(holder => holder.CreatedAt)];
    }

    private static async Task<NodeRef?> RevisionAsync(HubDb db, Repository holder, HashSet<string> hashes, CancellationToken stop)
    {
        foreach (var revision in await FindRepository.Of(db, holder).Take(MostRevisions).ToListAsync(stop))
        {
            if ((await RevisionFiles.AllAsync(db, revision, stop)).Any(file => hashes.Contains(file.Hash)))
                return revision.Node;
        }

        return null;
    }
}
