using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sweeps;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Chains;

/// <summary>Lets held jobs go when what they wait for is there, and ends those that wait in vain. The rows say who waits: a hub that was stopped goes on.</summary>
internal sealed partial class ReleaseHeldJobs(IServiceScopeFactory scopes, JobSignals signals, ILogger<ReleaseHeldJobs> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>A sweep whose submission took longer was cut off in the middle.</summary>
    private static readonly TimeSpan MostToSubmit = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ReleaseAsync(DateTime.UtcNow, stoppingToken))
                {
                    // What was ended here may be waited for in its turn.
                }

                await signals.WaitForEndAsync(LookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFault(error);
                await Task.Delay(LookAgain, stoppingToken);
            }
        }
    }

    /// <returns>Whether any was ended.</returns>
    private async Task<bool> ReleaseAsync(DateTime now, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var held = await db.Set<Job>().AsNoTracking().Where(job => job.State == JobState.Held).OrderBy(job => job.CreatedAt).ToListAsync(stop);
        if (held.Count == 0)
            return false;
        var awaited = held.SelectMany(job => job.After).Distinct().ToList();
        var jobs = await db.Set<Job>().AsNoTracking().Where(job => awaited.Contains(job.Id)).ToDictionaryAsync(job => job.Id, stop);
        var begun = held.Select(job => job.SweepId).OfType<string>().Distinct().ToList();
        var sweeps = (await db.Set<Sweep>().Where(sweep => begun.Contains(sweep.Id)).Select(sweep => sweep.Id).ToListAsync(stop)).ToHashSet();
        var ended = false;
        foreach (var job in held)
        {
            var whole = job.SweepId is not { } sweep || sweeps.Contains(sweep);
            if (job.After.Select(id => jobs[id]).FirstOrDefault(other => other.State is JobState.Failed or JobState.Cancelled) is { } lost)
                ended |= await SaveAsync(job, (records, own) => JobChanges.CancelAsync(records, JobChanges.Hub, own, InVain(lost.Id), now, stop), stop);
            else if (!whole && now - job.CreatedAt > MostToSubmit)
                ended |= await SaveAsync(job, (records, own) => JobChanges.CancelAsync(records, JobChanges.Hub, own, CutOff, now, stop), stop);
            else if (whole && job.After.All(id => jobs[id].State == JobState.Succeeded) && await SaveAsync(job, (records, own) => JobChanges.ReleaseAsync(records, own, jobs, stop), stop))
                signals.Queued(job.SiteId);
        }

        return ended;
    }

    /// <returns>False when somebody else ended it meanwhile.</returns>
    private async Task<bool> SaveAsync(Job held, Func<HubDb, Job, Task> change, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var job = await db.Set<Job>().FirstAsync(row => row.Id == held.Id, stop);
        if (job.State != JobState.Held)
            return false;
        try
        {
            await change(db, job);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        signals.Changed(job.Id);
        return true;
    }

    private static Words CutOff { get; } = new("スイープの提出が途中で切れたため、中止しました。", "The submission of its sweep was cut off in the middle.");

    private static Words InVain(string id) => new($"待っていたジョブ {id} が完了しなかったため、中止しました。", $"The job {id}, for which it waited, did not succeed.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Held jobs could not be looked through; trying again")]
    private partial void LogFault(Exception error);
}
