using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Sweeps;

/// <summary>Stops all jobs of a sweep that have not ended.</summary>
public sealed class CancelSweep(HubDb db, CancelJob cancel)
{
    public async Task<Outcome<SweepView>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var sweep = await ShowSweep.RunAsync(db, caller, Act.Write, id, stop);
        if (sweep.Refused)
            return sweep;
        foreach (var point in sweep.Value.Points)
            await cancel.RunAsync(caller, point.Job, now, stop);
        return await ShowSweep.RunAsync(db, caller, Act.Read, id, stop);
    }
}
