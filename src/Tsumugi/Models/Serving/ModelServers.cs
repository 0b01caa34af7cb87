using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Client.Jobs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Serving;

/// <summary>Serves model revisions on demand, one worker process for each; a crash restarts it at the next request, idleness ends it.</summary>
public sealed class ModelServers(HubOptions options, ContentStore content, IServiceScopeFactory scopes) : BackgroundService
{
    private static readonly TimeSpan MostIdle = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, ServedModel> _served = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="revision">A revision of an aligned model.</param>
    /// <exception cref="IOException">When no worker comes up.</exception>
    public async Task<Outcome<EmbedResponse>> EmbedAsync(Revision revision, EmbedRequest request, CancellationToken stop)
    {
        try
        {
            return await (await ServedAsync(revision, stop)).EmbedAsync(request, stop);
        }
        catch (HttpRequestException)
        {
            // The worker died under the request; a fresh one gets one more try.
            return await (await ServedAsync(revision, stop)).EmbedAsync(request, stop);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await EndAsync(_ => true, CancellationToken.None);
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await EndAsync(served => !served.Alive || DateTime.UtcNow - served.LastUsed > MostIdle, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The hub is stopping.
        }
    }

    private async Task<ServedModel> ServedAsync(Revision revision, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (_served.TryGetValue(revision.Hash, out var running))
            {
                if (running.Alive)
                    return running;
                _served.Remove(revision.Hash);
                await running.DisposeAsync();
            }

            await using var scope = scopes.CreateAsyncScope();
            var files = await RevisionFiles.CheckOutAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), content, revision, stop);
            return _served[revision.Hash] = await ServedModel.StartAsync(options.WorkerPath, files, stop);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task EndAsync(Func<ServedModel, bool> which, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            foreach (var (hash, served) in _served.Where(pair => which(pair.Value)).ToList())
            {
                _served.Remove(hash);
                await served.DisposeAsync();
            }
        }
        finally
        {
            _one.Release();
        }
    }
}
