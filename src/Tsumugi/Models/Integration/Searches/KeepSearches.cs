using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Looks after running searches. A hub that is started again goes on where it was.</summary>
public sealed partial class KeepSearches(IServiceScopeFactory scopes, TimeProvider clock, ILogger<KeepSearches> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAgain);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var id in await RunningAsync(stoppingToken))
                    await AdvanceAsync(id, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
    }

    private async Task<List<string>> RunningAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HubDb>().Set<MergeSearch>().Where(row => row.State == MergeSearch.Running).OrderBy(row => row.CreatedAt).Select(row => row.Id).ToListAsync(stop);
    }

    private async Task AdvanceAsync(string id, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<AdvanceSearch>().RunAsync(id, clock.GetUtcNow().UtcDateTime, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogStuck(error, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Running merge searches could not be looked up; trying again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The merge search {Id} could not go on; trying again.")]
    private partial void LogStuck(Exception error, string id);
}
