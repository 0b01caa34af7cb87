using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Harvest;

/// <summary>Asks the catalogues whose time has come, one page of one of them at a time, the longest due first.</summary>
internal sealed partial class KeepHarvesting(IServiceScopeFactory scopes, ILogger<KeepHarvesting> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
            await Task.Delay(await TryAsync(stoppingToken), stoppingToken);
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var now = DateTime.UtcNow;
            if (await scope.ServiceProvider.GetRequiredService<HubDb>().Set<HarvestSource>().Where(row => row.EndedAt == null && row.NextAt <= now).OrderBy(row => row.NextAt).FirstOrDefaultAsync(stop) is not { } source)
                return Pace;
            await scope.ServiceProvider.GetRequiredService<RunHarvest>().RunAsync(source, stop);
            return TimeSpan.Zero;
        }
#pragma warning disable CA1031 // A full disk must not end the harvesting for good; what was not taken is asked for again.
        catch (Exception error) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            RoundFailed(error);
            return AfterFailure;
        }
    }

    [LoggerMessage(LogLevel.Error, "Harvesting stopped for a moment; it goes on where it was.")]
    private partial void RoundFailed(Exception error);
}
