using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Notices;

/// <summary>Tells people in the background. Where it stands is in the records, so that a restart loses nothing.</summary>
internal sealed partial class KeepNotifying(IServiceScopeFactory scopes, TakeNotices take, SendNotices send, TimeProvider clock, ILogger<KeepNotifying> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RoundAsync(take.StepAsync, stoppingToken);
            await RoundAsync(send.StepAsync, stoppingToken);
        }
    }

    private async Task RoundAsync(Func<HubDb, DateTime, CancellationToken, Task<bool>> step, CancellationToken stop)
    {
        try
        {
            bool done;
            do
            {
                await using var scope = scopes.CreateAsyncScope();
                done = await step(scope.ServiceProvider.GetRequiredService<HubDb>(), clock.GetUtcNow().UtcDateTime, stop);
            }
            while (!done);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            RoundFailed(log, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Telling people stopped for a moment; it goes on where it was.")]
    private static partial void RoundFailed(ILogger log, Exception error);
}
