using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tsumugi.Compute;

/// <summary>Wakes those who wait: the executor for work, pages for news. Carries no data: the records do.</summary>
public sealed class JobSignals
{
    private readonly ConcurrentDictionary<string, Channel<bool>> _queued = new();
    private readonly ConcurrentDictionary<Guid, (string JobId, Action Changed)> _watchers = new();

    /// <summary>No site has an empty name.</summary>
    private const string Ended = "";

    public void Queued(string site) => Of(site).Writer.TryWrite(true);

    /// <summary>Returns when something was queued for the site, or after the given time, so that a lost signal only costs time.</summary>
    public async Task WaitForWorkAsync(string site, TimeSpan most, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(most);
        try
        {
            await Of(site).Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    /// <summary>Returns when a job may have ended, or after the given time.</summary>
    public Task WaitForEndAsync(TimeSpan most, CancellationToken stop) => WaitForWorkAsync(Ended, most, stop);

    public void Changed(string jobId)
    {
        Of(Ended).Writer.TryWrite(true);
        foreach (var (watched, changed) in _watchers.Values)
        {
            if (watched == jobId)
                changed();
        }
    }

    /// <param name="changed">Called on any thread; must return at once.</param>
    public IDisposable Watch(string jobId, Action changed)
    {
        var id = Guid.NewGuid();
        _watchers[id] = (jobId, changed);
        return new Watcher(this, id);
    }

    private Channel<bool> Of(string site) =>
        _queued.GetOrAdd(site, _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    private sealed class Watcher(JobSignals signals, Guid id) : IDisposable
    {
        public void Dispose() => signals._watchers.TryRemove(id, out _);
    }
}
