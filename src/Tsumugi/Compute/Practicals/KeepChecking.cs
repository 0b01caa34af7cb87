using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Compute.Practicals;

/// <summary>Checks practicals once their jobs have ended. What it has to look at stands in the records, so that a restart loses none.</summary>
internal sealed partial class KeepChecking(IServiceScopeFactory scopes, ILogger<KeepChecking> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var jobId in await DueAsync(stoppingToken))
                    await CheckAsync(jobId, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                RoundFailed(log, error);
            }
        }
    }

    private async Task<List<string>> DueAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        return await (
            from attempt in db.Set<PracticalAttempt>()
            where attempt.State == AttemptState.Running
            join job in db.Set<Job>() on attempt.JobId equals job.Id
            where Job.EndStates.Contains(job.State)
            select attempt.JobId).ToListAsync(stop);
    }

    /// <summary>In records of its own: one that cannot be checked holds no other up.</summary>
    private async Task CheckAsync(string jobId, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        try
        {
            var (attempt, job) = (await db.Set<PracticalAttempt>().FindAsync([jobId], stop), await db.Set<Job>().AsNoTracking().FirstAsync(row => row.Id == jobId, stop));
            if (attempt is { State: AttemptState.Running })
                await CheckPractical.RunAsync(db, attempt, job, DateTime.UtcNow, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            CheckFailed(log, error, jobId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of checking practicals failed; the next one tries again.")]
    private static partial void RoundFailed(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The practical of the job {JobId} could not be checked; the next round tries again.")]
    private static partial void CheckFailed(ILogger log, Exception error, string jobId);
}
