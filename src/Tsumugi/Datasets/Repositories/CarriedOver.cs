using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What a revision takes over from the one before it on its branch.</summary>
internal static class CarriedOver
{
    /// <summary>Facts stay true while nothing but the card changes.</summary>
    public static string Facts(Revision before, IReadOnlyList<RevisionFile> old, IReadOnlyList<RevisionFile> files) =>
        Content(old).SetEquals(Content(files)) ? before.Facts : "{}";

    /// <summary>Conditions follow whatever is left of the revision before: relation and node of what the new one came from.</summary>
    public static async Task<IReadOnlyList<(string Relation, NodeRef To)>> SourcesAsync(
        HubDb db, Revision before, IReadOnlyList<RevisionFile> old, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var hashes = Content(files).Select(file => file.Hash).ToHashSet(StringComparer.Ordinal);
        if (!Content(old).Any(file => hashes.Contains(file.Hash)))
            return [];
        var (name, own) = (before.Node.ToString(), $"{before.Node.Whole}@");
        var ties = await db.Set<TieRow>().AsNoTracking().Where(row => row.From == name && row.Relation != Relations.RevisionOf).ToListAsync(stop);
        if (ties.Count == 0 && !await db.Set<WithdrawnRevision>().AnyAsync(row => row.Node == name, stop))
            return [];

        // What was taken over before is taken from where it began: no chain grows with the history.
        var origins = ties.Where(tie => tie.Relation == Relations.DerivedFrom && tie.To.StartsWith(own, StringComparison.Ordinal)).ToList();
        return origins.Count == ties.Count && ties.Count > 0 ? [.. origins.Select(tie => (tie.Relation, NodeRef.Parse(tie.To)))] : [(Relations.DerivedFrom, before.Node)];
    }

    /// <summary>What was taken out and comes back has not lost its conditions on the way: they are those of the last revision that held it.</summary>
    public static async Task<IReadOnlyList<(string Relation, NodeRef To)>> ReturnedAsync(
        HubDb db, Repository repository, IReadOnlyList<RevisionFile> old, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var held = old.Select(file => file.Hash).ToHashSet(StringComparer.Ordinal);
        var returned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in Content(files).Select(file => file.Hash).Where(hash => !held.Contains(hash)).Distinct().Chunk(5_000))
            returned.UnionWith(await db.Of<RepositoryContent>(repository).Where(row => some.Contains(row.Sha256)).Select(row => row.Sha256).ToListAsync(stop));

        var sources = new HashSet<(string, NodeRef)>();
        foreach (var revision in returned.Count == 0 ? [] : await FindRepository.Of(db, repository).ToListAsync(stop))
        {
            var then = await RevisionFiles.AllAsync(db, revision, stop);
            if (!then.Any(file => returned.Contains(file.Hash)))
                continue;
            sources.UnionWith(await SourcesAsync(db, revision, then, [.. files.Where(file => returned.Contains(file.Hash))], stop));
            returned.ExceptWith(then.Select(file => file.Hash));
            if (returned.Count == 0)
                break;
        }

        return [.. sources];
    }

    private static HashSet<RevisionFile> Content(IReadOnlyList<RevisionFile> files) => [.. files.Where(file => file.Path is not (ModelCard.FileName or ".gitattributes"))];
}
