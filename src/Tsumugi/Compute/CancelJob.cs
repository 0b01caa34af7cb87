using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Stops a job that is held, queued or running.</summary>
public sealed class CancelJob(IServiceScopeFactory scopes, IEnumerable<IExecutor> executors, JobSignals signals)
{
    /// <summary>Each time its executor moved it on meanwhile.</summary>
    private const int MostTries = 10;

    public async Task<Outcome<Job>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            // Records of its own: what could not be saved must not be tried again with what follows.
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<HubDb>();
            var found = await FindJob.RunAsync(db, caller, Act.Write, id, stop);
            if (found.Refused || found.Value.Ended)
                return found;
            try
            {
                await JobChanges.CancelAsync(db, caller.Node, found.Value, new("取り消されました。", "It was cancelled."), now, stop);
            }
            catch (DbUpdateConcurrencyException) when (tries < MostTries)
            {
                continue;
            }

            foreach (var executor in executors)
                executor.Cancelled(found.Value);
            signals.Changed(id);
            return found;
        }
    }
}
