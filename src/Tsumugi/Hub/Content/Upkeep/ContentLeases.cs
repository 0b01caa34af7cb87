namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>Work that has seen contents or xorbs and will refer to them. What is collected waits until all of it that was under way has ended.</summary>
/// <remarks>
/// One process owns the state folder, so memory is the right place. The argument is that of read-copy-update: first nothing
/// new can see a thing, then whoever may still have seen it ends, then it goes.
/// </remarks>
public sealed class ContentLeases
{
    private readonly Lock _lock = new();
    private readonly HashSet<Lease> _open = [];

    /// <summary>Taken before anything is looked up, disposed after what refers to it is committed.</summary>
    public IDisposable Take()
    {
        var lease = new Lease(this);
        lock (_lock)
            _open.Add(lease);
        return lease;
    }

    /// <summary>Waits for all that is under way now; what begins later is not waited for.</summary>
    /// <returns>Whether all of it ended within that time.</returns>
    public async Task<bool> EndedAsync(TimeSpan atMost, CancellationToken stop)
    {
        Task all;
        lock (_lock)
            all = Task.WhenAll(_open.Select(lease => lease.Ended));
        try
        {
            await all.WaitAsync(atMost, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed class Lease(ContentLeases leases) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            lock (leases._lock)
                leases._open.Remove(this);
            _ended.TrySetResult();
        }
    }
}
