using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Local;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Stops a job that is queued or running.</summary>
public sealed class CancelJob(HubDb db, LocalExecutor executor, JobSignals signals)
{
    public async Task<Outcome<Job>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindJob.RunAsync(db, caller, Act.Write, id, stop);
        if (found.Refused || found.Value.Ended)
            return found;
        await JobChanges.CancelAsync(db, caller.Node, found.Value, now, stop);
        executor.Kill(id);
        signals.Changed(id);
        return found;
    }
}
