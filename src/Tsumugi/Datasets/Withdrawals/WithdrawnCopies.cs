using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>The same bytes under another name are withdrawn as well: later copies are tied to what they are copies of.</summary>
/// <remarks>Copies that came under stricter conditions are tied when they are committed; those under the same conditions only matter now.</remarks>
internal static class WithdrawnCopies
{
    public static async Task TieAsync(HubDb db, Caller caller, Repository dataset, IReadOnlyList<Revision> revisions, CancellationToken stop)
    {
        var holders = new Dictionary<string, NodeRef>(StringComparer.Ordinal);
        foreach (var revision in revisions)
        {
            foreach (var file in (await RevisionFiles.AllAsync(db, revision, stop)).Where(SameContent.IsTelling))
                holders.TryAdd(file.Hash, revision.Node);
        }

        foreach (var holder in await SameContent.HoldersAsync(db, dataset, [.. holders.Keys], stop))
        {
            foreach (var copy in await FindRepository.Of(db, holder).ToListAsync(stop))
            {
                var files = await RevisionFiles.AllAsync(db, copy, stop);
                var same = files.Where(file => SameContent.IsTelling(file) && holders.ContainsKey(file.Hash)).Select(file => holders[file.Hash]).Distinct().ToList();
                var earliest = revisions.Where(revision => same.Contains(revision.Node)).Min(revision => (DateTime?)revision.CreatedAt);

                // What was there first is not the copy.
                if (same.Count == 0 || copy.CreatedAt < earliest || await TiedAsync(db, copy.Node, same, stop))
                    continue;
                db.Record(new()
                {
                    Actor = caller.Node,
                    Kind = $"{holder.Kind}.found-copied",
                    Subject = copy.Node,
                    Ties = [.. same.Select(original => new Tie(copy.Node, Relations.SameContentAs, original))],
                });
            }
        }

        await db.SaveChangesAsync(stop);
    }

    private static async Task<bool> TiedAsync(HubDb db, NodeRef copy, List<NodeRef> originals, CancellationToken stop)
    {
        var (from, to) = (copy.ToString(), originals.ConvertAll(node => node.ToString()));
        var tied = await db.Set<TieRow>().Where(row => row.From == from && row.Relation == Relations.SameContentAs && to.Contains(row.To)).CountAsync(stop);
        return tied == originals.Count;
    }
}
