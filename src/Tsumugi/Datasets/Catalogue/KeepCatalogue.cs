using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>Reads what is new in the background, so that a question finds little left to read, also the first one after a start.</summary>
internal sealed partial class KeepCatalogue(IServiceScopeFactory scopes, CatalogueIndex index, ILogger<KeepCatalogue> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await index.CurrentAsync(
                    scope.ServiceProvider.GetRequiredService<HubDb>(), [.. scope.ServiceProvider.GetServices<ICatalogueSource>()], stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                RoundFailed(log, error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Reading into the catalogue stopped for a moment; it goes on where it was.")]
    private static partial void RoundFailed(ILogger log, Exception error);
}
