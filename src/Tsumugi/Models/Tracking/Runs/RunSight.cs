using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Which runs of a lineage the caller may be told of: those of the experiments they may see.</summary>
internal sealed class RunSight(HubDb db) : INodeSight
{
    public string Kind => TrackedRun.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) => await (
        from run in db.Set<TrackedRun>().AsNoTracking()
        join experiment in FindExperiment.Visible(db, caller) on run.Experiment equals experiment.Number
        where ids.Contains(run.Id)
        select run.Id).ToListAsync(stop);
}
