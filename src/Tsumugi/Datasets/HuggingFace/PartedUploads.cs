using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Uploads in parts that are under way in this process. One that nobody goes on with is let go.</summary>
internal sealed class PartedUploads(ContentStore store) : BackgroundService
{
    private static readonly TimeSpan MostIdle = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Lazy<PartedUpload>> _uploads = new();

    /// <summary>The upload of this name, begun with its first part.</summary>
    public PartedUpload Of(string name, int count) => _uploads.GetOrAdd(name, _ => new(() => new(store, count))).Value;

    public PartedUpload? Find(string name) => _uploads.TryGetValue(name, out var upload) ? upload.Value : null;

    public async Task EndAsync(string name)
    {
        if (_uploads.TryRemove(name, out var upload))
            await upload.Value.DisposeAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var name in _uploads.Keys)
            await EndAsync(name);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (name, upload) in _uploads)
            {
                if (upload.Value.LastUsed < DateTime.UtcNow - MostIdle)
                    await EndAsync(name);
            }
        }
    }
}
