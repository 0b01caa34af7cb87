using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Counts files that were fetched. Kept in memory for a while: a busy reader must not turn every read into a write.</summary>
internal sealed class DownloadCounts(IServiceScopeFactory scopes, RepositoryIndex index) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Kind, string Institution, string Name), long> _counts = [];

    public void Add(Repository repository) =>
        _counts.AddOrUpdate((repository.Kind, repository.InstitutionId, repository.Name), 1, (_, count) => count + 1);

    /// <summary>Writes what was counted.</summary>
    public async Task WriteAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        foreach (var key in _counts.Keys)
        {
            if (!_counts.TryRemove(key, out var count))
                continue;
            await db.Set<Repository>().Where(row => row.Kind == key.Kind && row.InstitutionId == key.Institution && row.Name == key.Name)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.Downloads, one => one.Downloads + count), stop);
            await index.CountAsync(key.Kind, key.Institution, key.Name, count, stop);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(stoppingToken);
    }
}
