using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Stops a job that is held, queued or running.</summary>
public sealed class CancelJob(HubDb db, IEnumerable<IExecutor> executors, JobSignals signals)
{
    public async Task<Outcome<Job>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindJob.RunAsync(db, caller, Act.Write, id, stop);
        if (found.Refused || found.Value.Ended)
            return found;
        await JobChanges.CancelAsync(db, caller.Node, found.Value, new("取り消されました。", "It was cancelled."), now, stop);
        foreach (var executor in executors)
            executor.Cancelled(found.Value);
        signals.Changed(id);
        return found;
    }
}
