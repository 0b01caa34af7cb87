using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Concerns;
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

    /// <returns>Revisions of other repositories whose conditions the repository's own do not cover, whose data were withdrawn, or are of concern.</returns>
    public static async Task<IReadOnlyList<NodeRef>> FindAsync(HubDb db, Repository into, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var hashes = files.Where(IsTelling).Select(file => file.Hash).ToHashSet(StringComparer.Ordinal);
        var (found, covered) = (new List<NodeRef>(), into.Conditions);
        foreach (var holder in await HoldersAsync(db, into, hashes, stop))
        {
            foreach (var node in await RevisionsAsync(db, holder, hashes, stop))
            {
                var effective = await EffectiveConditions.OfAsync(db, [node], stop);
                var with = covered.And(effective.Combined);
                if (with.Equals(covered) && effective.Withdrawn.Count == 0 && (await AskRelease.AmongAsync(db, [node], stop)).Count == 0)
                    continue;
                covered = with;
                found.Add(node);
            }
        }

        return found;
    }

    /// <summary>Not for every file does it mean anything that others have the same: cards, settings and licences lie everywhere.</summary>
    public static bool IsTelling(RevisionFile file) =>
        file.Size >= LeastBytes && file.Path is not (ModelCard.FileName or ".gitattributes") && !file.Path.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase);

    // A deleted repository still holds its contents to its conditions.
    public static async Task<IReadOnlyList<Repository>> HoldersAsync(HubDb db, Repository into, HashSet<string> hashes, CancellationToken stop)
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

    /// <returns>For each content the last revision that holds it; the repository itself for what lies further back.</returns>
    private static async Task<IReadOnlyList<NodeRef>> RevisionsAsync(HubDb db, Repository holder, HashSet<string> hashes, CancellationToken stop)
    {
        var (found, left) = (new List<NodeRef>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var some in hashes.Chunk(5_000))
            left.UnionWith(await db.Of<RepositoryContent>(holder).Where(row => some.Contains(row.Sha256)).Select(row => row.Sha256).ToListAsync(stop));
        foreach (var revision in await FindRepository.Of(db, holder).Take(MostRevisions).ToListAsync(stop))
        {
            if (left.Count == 0)
                break;
            var before = left.Count;
            left.ExceptWith((await RevisionFiles.AllAsync(db, revision, stop)).Select(file => file.Hash));
            if (left.Count < before)
                found.Add(revision.Node);
        }

        return left.Count == 0 ? found : [.. found, holder.Node];
    }
}
