using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Allocations;

/// <summary>What becomes of allocations by time alone: periods end, and jobs that no accounting will ever tell of give back what they reserved.</summary>
public sealed partial class AllocationUpkeep(IServiceScopeFactory scopes, ILogger<AllocationUpkeep> log) : BackgroundService
{
    /// <summary>A job that was cancelled before it began is in no accounting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await RunAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), DateTime.UtcNow, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFault(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public static async Task RunAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var before = now - Patience;
        var waiting = await db.Set<Job>().Where(row => row.Reserved > 0 && row.FinishedAt < before).Select(row => row.Id).ToListAsync(stop);
        foreach (var job in waiting)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            await SettleCharge.RunAsync(db, job, true, now, stop);
            await transaction.CommitAsync(stop);
        }

        await LapseAllocation.RunAsync(db, now, stop);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The upkeep of allocations met a fault and goes on")]
    private partial void LogFault(Exception error);
}
