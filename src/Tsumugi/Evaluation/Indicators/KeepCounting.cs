using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Counts in the background, so that a page finds little left to count.</summary>
internal sealed partial class KeepCounting(IServiceScopeFactory scopes, CountThread count, ILogger<KeepCounting> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (await IsDoneAsync(stoppingToken))
                await Task.Delay(Every, stoppingToken);
        }
    }

    private async Task<bool> IsDoneAsync(CancellationToken stop)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return (await count.StepAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), stop)).IsDone;
        }
        catch (Exception error) when (error is DbException or DbUpdateException or FormatException)
        {
            LogFailed(log, error);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Counting the indicators stopped for a moment; it goes on where it was.")]
    private static partial void LogFailed(ILogger log, Exception error);
}
