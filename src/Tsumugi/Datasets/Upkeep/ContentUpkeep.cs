using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Upkeep;

/// <summary>Collects and scrubs in the background.</summary>
public sealed partial class ContentUpkeep(HubOptions options, IServiceScopeFactory scopes, ILogger<ContentUpkeep> log) : BackgroundService
{
    public static readonly NodeRef Hub = NodeRef.Of("hub", "self");

    /// <summary>How often to see whether something is due to be read again, or can be mended.</summary>
    private static readonly TimeSpan ScrubPause = TimeSpan.FromMinutes(5);

    private readonly Channel<NodeRef> _asked = Channel.CreateBounded<NodeRef>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _scrubNow = new(0, 1);

    /// <summary>Begins a round as soon as none is running.</summary>
    public void CollectNow(NodeRef actor) => _asked.Writer.TryWrite(actor);

    /// <summary>Begins to read everything again, however lately it was read.</summary>
    public async Task ScrubNowAsync(CancellationToken stop)
    {
        await InScopeAsync(services => services.GetRequiredService<HubDb>().Set<XorbRow>()
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.CheckedAt, (DateTime?)null), stop));
        if (_scrubNow.CurrentCount == 0)
            _scrubNow.Release();
    }

    public override void Dispose()
    {
        _scrubNow.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(CollectAsync(stoppingToken), ScrubAsync(stoppingToken));

    private async Task CollectAsync(CancellationToken stop)
    {
        while (true)
        {
            using var due = CancellationTokenSource.CreateLinkedTokenSource(stop);
            due.CancelAfter(options.CollectEvery);
            var actor = Hub;
            try
            {
                actor = await _asked.Reader.ReadAsync(due.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Nobody asked, and the time has come.
            }

            await TryAsync(services => CollectRound.RunAsync(services.GetRequiredService<HubDb>(), services.GetRequiredService<CollectContents>(), actor, stop), stop);
        }
    }

    private async Task ScrubAsync(CancellationToken stop)
    {
        while (true)
        {
            await _scrubNow.WaitAsync(ScrubPause, stop);
            var more = true;
            while (more)
            {
                more = await TryAsync(
                    services => ScrubStep.RunAsync(
                        services.GetRequiredService<HubDb>(), services.GetRequiredService<ScrubContents>(), services.GetRequiredService<XorbIndex>(),
                        services.GetServices<IContentUse>(), DateTime.UtcNow - options.ScrubEvery, stop),
                    stop);
            }

            await TryAsync(
                async services =>
                {
                    await ScrubStep.MendAsync(services.GetRequiredService<HubDb>(), services.GetRequiredService<Damages>(), stop);
                    return true;
                },
                stop);
        }
    }

    /// <summary>A full disk or a store that does not answer must not end upkeep for good.</summary>
    private async Task<T?> TryAsync<T>(Func<IServiceProvider, Task<T>> step, CancellationToken stop)
    {
        try
        {
            return await InScopeAsync(step);
        }
#pragma warning disable CA1031 // Whatever went wrong, it is logged, and the next step tries again.
        catch (Exception error) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(error);
            return default;
        }
    }

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> step)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await step(scope.ServiceProvider);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Upkeep of the storage failed; it is tried again later")]
    private partial void LogFailed(Exception error);
}
