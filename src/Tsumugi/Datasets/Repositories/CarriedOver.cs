using Microsoft.EntityFrameworkCore;
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
        if (ties.Count == 0)
            return [];

        // What was taken over before is taken from where it began: no chain grows with the history.
        var origins = ties.Where(tie => tie.Relation == Relations.DerivedFrom && tie.To.StartsWith(own, StringComparison.Ordinal)).ToList();
        return origins.Count == ties.Count ? [.. origins.Select(tie => (tie.Relation, NodeRef.Parse(tie.To)))] : [(Relations.DerivedFrom, before.Node)];
    }

    private static HashSet<RevisionFile> Content(IReadOnlyList<RevisionFile> files) => [.. files.Where(file => file.Path is not (ModelCard.FileName or ".gitattributes"))];
}
