using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Failures;
using Tsumugi.Compute.Folders;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Usage;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Local;

/// <summary>One start of one job: order, worker, progress, outputs.</summary>
public sealed partial class LocalRun(
    HubDb db, Job job, HubOptions options, ContentStore content, IEnumerable<IJobKind> kinds, JobSignals signals,
    IServiceScopeFactory scopes, ILogger<LocalRun> log)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private TimeSpan? _worked;

    private bool _overtime;

    private readonly JobExchange _exchange = new(db, job, options, content, kinds, signals);

    public async Task RunAsync(Action<WorkerProcess> started, CancellationToken stop)
    {
        // A hub that was killed between the worker's last word and its own finds the result here.
        if (await _exchange.Folder.ReadResultAsync(stop) is { } alreadyDone)
        {
            await _exchange.FinishAsync(alreadyDone, stop);
            return;
        }

        if (await StartAsync(stop) is not { } worker)
            return;
        using (worker)
        {
            started(worker);
            var begun = DateTime.UtcNow;
            try
            {
                await JobChanges.RunningAsync(db, job, worker.Id, stop);
                await FollowAsync(worker, stop);
            }
            catch (DbUpdateConcurrencyException)
            {
                // It was cancelled just while something of it was written down: nothing of it may run on, or be kept, for want of that.
                worker.Kill();
                await worker.WaitAsync(stop);
                _exchange.LetGo();
                throw;
            }
            finally
            {
                // The hub is stopping, or the job was cancelled: the last checkpoint stays in the folder.
                if (!worker.HasExited)
                    worker.Kill();
                await SettleAsync(begun);
            }

            await EndAsync(await worker.WaitAsync(stop), stop);
        }
    }

    private async Task<WorkerProcess?> StartAsync(CancellationToken stop)
    {
        try
        {
            await _exchange.WriteOrderAsync(path => path, stop);
            return WorkerProcess.Start(options.WorkerPath, ["run", _exchange.Folder.Path], _exchange.Folder.Messages);
        }
        catch (IOException error)
        {
            await JobChanges.FailAsync(db, job, FailureKind.Site, new($"ジョブを始められません：{error.Message}", $"The job cannot be started: {error.Message}"), DateTime.UtcNow, stop);
            return null;
        }
    }

    private async Task FollowAsync(WorkerProcess worker, CancellationToken stop)
    {
        var ended = worker.WaitAsync(stop);
        var begun = DateTime.UtcNow;
        while (await Task.WhenAny(ended, Task.Delay(Look, stop)) != ended)
        {
            stop.ThrowIfCancellationRequested();
            _worked = worker.Worked ?? _worked;
            await _exchange.TakeProgressAsync(stop);
            if (!_overtime && job.Resources.Minutes is { } minutes && DateTime.UtcNow - begun > TimeSpan.FromMinutes(minutes))
            {
                _overtime = true;
                worker.Kill();
            }
        }

        await ended;
        await _exchange.TakeProgressAsync(stop);
    }

    /// <summary>The executor's own accounting: what the worker held of this machine, however it ended.</summary>
    private async Task SettleAsync(DateTime begun)
    {
        var now = DateTime.UtcNow;
        await using var scope = scopes.CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<HubDb>();
        var site = await own.Set<Site>().AsNoTracking().FirstAsync(row => row.Id == Site.Embedded, CancellationToken.None);
        var measure = new UsageMeasure(
            "ENDED", null, null, job.CreatedAt, begun, now, (now - begun).TotalSeconds, job.Threads, job.Resources.MemoryMiB ?? 0, 0, null, job.Resources.Minutes, _worked?.TotalSeconds);
        await SettleUsage.StageAsync(own, site, $"{job.Id}:{job.Attempt}", 0, job, measure, now, CancellationToken.None);
        await SettleCharge.SaveAsync(own, job.Id, now, CancellationToken.None);
    }

    private async Task EndAsync(int exitCode, CancellationToken stop)
    {
        await db.Entry(job).ReloadAsync(stop);
        if (job.Ended)
        {
            _exchange.LetGo();
            return;
        }

        var ending = _overtime && exitCode != 0 ? Ending.OutOfTime : Ending.OfWorker(exitCode, _exchange.Folder.LastMessages(1) is [var said] ? said : "");
        if (ending.Failure == FailureKind.Node)
            LogWorkerLost(job.Id, exitCode);
        await _exchange.EndAsync(ending, stop);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The worker of job {Job} ended with code {ExitCode} before it was done")]
    private partial void LogWorkerLost(string job, int exitCode);
}
