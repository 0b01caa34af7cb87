using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Turns;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Local;

/// <summary>Runs queued jobs as child processes of the hub, a few at a time, in fair turns of the institutions.</summary>
public sealed partial class LocalExecutor(
    IServiceScopeFactory scopes, JobSignals signals, HadLately lately, HubOptions options, ILogger<LocalExecutor> log) : BackgroundService, IExecutor
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, WorkerProcess> _running = new();

    public string Engine => "local";

    /// <summary>Ends the worker of a job, if this hub runs one.</summary>
    public void Cancelled(Job job)
    {
        if (_running.TryGetValue(job.Id, out var worker))
            worker.Kill();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RecoverAsync(stoppingToken);
        var loops = Enumerable.Range(0, options.LocalJobs).Select(_ => WorkAsync(stoppingToken));
        await Task.WhenAll(loops);
    }

    /// <summary>Whatever an earlier hub process had begun goes back into the queue; its folder lets it go on from there.</summary>
    private async Task RecoverAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var begun = await db.Set<Job>()
            .Where(job => job.SiteId == Site.Embedded && (job.State == JobState.Starting || job.State == JobState.Running || job.State == JobState.Finishing))
            .ToListAsync(stop);
        foreach (var job in begun)
        {
            if (job.ProcessId is { } processId)
                WorkerProcess.KillOrphan(processId, options.WorkerPath);
            await JobChanges.QueueAgainAsync(
                db, job, null, new("ハブの再起動のため、チェックポイントがあれば続きから、なければ初めから実行します。", "The hub was restarted; it goes on from its last checkpoint, or begins again where it has none."), null, stop);
            LogRecovered(job.Id);
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(stop))
                    await signals.WaitForWorkAsync(Site.Embedded, LookAgain, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The queue is durable: whatever went wrong with one job must not stop the others.
                LogFault(error);
                await Task.Delay(LookAgain, stop);
            }
        }
    }

    /// <returns>False when nothing was queued.</returns>
    private async Task<bool> RunNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        if (await ClaimAsync(db, stop) is not { } job)
            return false;
        signals.Changed(job.Id);
        var run = ActivatorUtilities.CreateInstance<LocalRun>(scope.ServiceProvider, db, job);
        try
        {
            await run.RunAsync(worker => _running[job.Id] = worker, stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            LogCancelled(job.Id);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            signals.Changed(job.Id);
        }

        return true;
    }

    /// <summary>Takes the queued job whose turn it is; two loops never take the same one. Under maintenance nothing new begins.</summary>
    private async Task<Job?> ClaimAsync(HubDb db, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var site = await db.Set<Site>().AsNoTracking().FirstAsync(row => row.Id == Site.Embedded, stop);
        if (site.MaintenanceAt(now) is not null)
            return null;
        var waiting = NextJobs.Queued(db, site.Id, now);

        // A look first: the transaction keeps everybody who writes waiting, and mostly there is nothing to take.
        if (!await waiting.AnyAsync(stop))
            return null;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await NextJobs.OfAsync(db, lately, site, 1, now, stop) is not [var next])
            return null;
        var job = await db.Set<Job>().FirstAsync(row => row.Id == next, stop);
        await JobChanges.StartAsync(db, job, now, stop);
        await transaction.CommitAsync(stop);
        return job;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was running when the hub stopped; it is queued again")]
    private partial void LogRecovered(string job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} was cancelled while it ran")]
    private partial void LogCancelled(string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "The local executor met a fault and goes on")]
    private partial void LogFault(Exception error);
}
