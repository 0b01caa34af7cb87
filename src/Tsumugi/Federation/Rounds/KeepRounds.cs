using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Federation.Trainings;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Federation.Rounds;

/// <summary>Looks after running trainings: whenever a site has sent something, and once a second for deadlines. A hub that is started again goes on where it was.</summary>
public sealed partial class KeepRounds(IServiceScopeFactory scopes, RoundSignals signals, ILogger<KeepRounds> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = signals.NewsAsync(LookAgain, stoppingToken);
            try
            {
                foreach (var id in await RunningAsync(stoppingToken))
                    await AdvanceAsync(id, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }

            await news;
        }
    }

    private async Task<List<string>> RunningAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HubDb>().Set<FederatedTraining>().Where(row => row.State == FederatedTraining.Running).OrderBy(row => row.CreatedAt).Select(row => row.Id).ToListAsync(stop);
    }

    private async Task AdvanceAsync(string id, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<AdvanceRounds>().RunAsync(id, DateTime.UtcNow, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogStuck(error, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Running trainings could not be looked up; trying again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The federated training {Id} could not go on; trying again.")]
    private partial void LogStuck(Exception error, string id);
}
