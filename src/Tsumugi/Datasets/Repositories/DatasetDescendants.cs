using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What came of a dataset's revision.</summary>
/// <param name="Visible">Datasets, models and jobs that the caller may see, nearest first.</param>
/// <param name="Hidden">How many there are besides.</param>
public sealed record DatasetDescendants(IReadOnlyList<NodeRef> Visible, int Hidden)
{
    private const string Job = "job";

    public static async Task<DatasetDescendants> OfAsync(HubDb db, Caller caller, NodeRef revision, CancellationToken stop)
    {
        var graph = await Lineage.Descendants(db, revision, stop);
        var nodes = graph.Nodes.Where(reached => reached.Depth != 0).Select(reached => reached.Node)
            .Where(node => node.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model or Job)
            .ToList();
        var seen = await VisibleNodes.AmongAsync(db, caller, nodes, stop);
        seen.UnionWith(await OwnJobsAsync(db, caller, nodes.Where(node => node.Kind == Job), stop));
        return new([.. nodes.Where(seen.Contains)], nodes.Count(node => !seen.Contains(node)));
    }

    // Jobs are a later room's; the thread knows to which institution each belongs, and an institution's jobs are its own.
    private static async Task<IEnumerable<NodeRef>> OwnJobsAsync(HubDb db, Caller caller, IEnumerable<NodeRef> jobs, CancellationToken stop)
    {
        if (caller.IsOperator)
            return jobs;
        var names = jobs.Select(job => job.ToString()).ToList();
        var own = caller.Memberships.Keys.Select(institution => $"institution:{institution}").ToList();
        var found = await db.Set<TieRow>().AsNoTracking()
            .Where(row => names.Contains(row.From) && row.Relation == Relations.BelongsTo && own.Contains(row.To))
            .Select(row => row.From)
            .ToListAsync(stop);
        return found.Select(NodeRef.Parse);
    }
}
