using System.Diagnostics;

namespace Tsumugi.Worker.Serving.Batching;

/// <summary>Carries out <see cref="BatchPlan"/>: items of many requests wait here, and one thread computes batch after batch.</summary>
/// <param name="run">One result for each item, in order; called from one thread only.</param>
internal sealed class BatchQueue<TItem, TResult>(BatchPolicy policy, Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> run) : IDisposable
{
    private const int MostRetryAfter = 60;

    private readonly object _gate = new();
    private readonly List<Entry> _waiting = [];
    private readonly long _begin = Stopwatch.GetTimestamp();
    private Thread? _thread;
    private long _waitingTokens;
    private double _tokensPerSecond;
    private bool _ending;

    /// <param name="lane">Whose items these are.</param>
    /// <returns>Results in the order of the items.</returns>
    /// <exception cref="QueueFullException">When too much waits already; a request alone always has its turn.</exception>
    public Task<TResult[]> SubmitAsync(string lane, IReadOnlyList<(TItem Item, int Tokens)> items, CancellationToken stop)
    {
        var ticket = new Ticket(items.Count);
        var tokens = items.Sum(item => (long)item.Tokens);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending, this);
            if (_waitingTokens > 0 && _waitingTokens + tokens > policy.QueueTokens)
                throw new QueueFullException(RetryAfter(_waitingTokens, _tokensPerSecond));
            var since = Stopwatch.GetElapsedTime(_begin);
            _waiting.AddRange(items.Select((item, place) => new Entry(item.Item, new(lane, item.Tokens, since), ticket, place)));
            _waitingTokens += tokens;
            StartThread();
            Monitor.Pulse(_gate);
        }

        if (stop.CanBeCanceled)
            ticket.OnDone(stop.Register(() => Cancel(ticket, stop)));
        return ticket.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
    }

    internal static int RetryAfter(long waitingTokens, double tokensPerSecond) => tokensPerSecond <= 0
        ? 1
        : (int)Math.Clamp(Math.Ceiling(waitingTokens / tokensPerSecond), 1, MostRetryAfter);

    private void StartThread()
    {
        if (_thread is not null)
            return;
        _thread = new(Loop) { IsBackground = true, Name = "batches" };
        _thread.Start();
    }

    private void Loop()
    {
        while (Next() is { } batch)
        {
            var begin = Stopwatch.GetTimestamp();
            Compute(batch);
            Measure(batch.Sum(entry => (long)entry.Waiting.Tokens), Stopwatch.GetElapsedTime(begin));
        }
    }

    /// <returns>Null when the queue has ended.</returns>
    private List<Entry>? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_ending)
                {
                    foreach (var entry in _waiting)
                        entry.Ticket.Fail(new ObjectDisposedException(nameof(BatchQueue<,>)));
                    return null;
                }

                var decision = BatchPlan.Decide([.. _waiting.Select(entry => entry.Waiting)], Stopwatch.GetElapsedTime(_begin), policy);
                if (decision.Taken.Count > 0)
                    return Take(decision.Taken);

                // A moment too long rather than a loop: the wait is rounded up to whole milliseconds.
                Monitor.Wait(_gate, decision.WaitFor is { } wait ? (int)Math.Ceiling(wait.TotalMilliseconds) : Timeout.Infinite);
            }
        }
    }

    private List<Entry> Take(IReadOnlyList<int> places)
    {
        var batch = places.Select(place => _waiting[place]).ToList();
        for (var i = places.Count - 1; i >= 0; i--)
            _waiting.RemoveAt(places[i]);
        _waitingTokens -= batch.Sum(entry => (long)entry.Waiting.Tokens);
        return batch;
    }

    private void Compute(List<Entry> batch)
    {
        try
        {
            Answer(batch);
        }
        catch (Exception error)
        {
            // One request's items must not fail the others of its batch.
            var tickets = batch.GroupBy(entry => entry.Ticket).ToList();
            if (tickets.Count == 1)
            {
                tickets[0].Key.Fail(error);
                return;
            }

            foreach (var ticket in tickets)
                Compute([.. ticket]);
        }
    }

    private void Answer(List<Entry> batch)
    {
        var results = run([.. batch.Select(entry => entry.Item)]);
        foreach (var (entry, result) in batch.Zip(results))
            entry.Ticket.Set(entry.Place, result);
    }

    /// <summary>Half of what was known, half of what was seen: the rate follows the lengths that come.</summary>
    private void Measure(long tokens, TimeSpan elapsed)
    {
        lock (_gate)
        {
            var seen = tokens / Math.Max(elapsed.TotalSeconds, 1e-6);
            _tokensPerSecond = _tokensPerSecond > 0 ? (_tokensPerSecond + seen) / 2 : seen;
        }
    }

    private void Cancel(Ticket ticket, CancellationToken stop)
    {
        lock (_gate)
        {
            _waitingTokens -= _waiting.Where(entry => entry.Ticket == ticket).Sum(entry => (long)entry.Waiting.Tokens);
            _waiting.RemoveAll(entry => entry.Ticket == ticket);
        }

        ticket.Cancel(stop);
    }

    private sealed record Entry(TItem Item, Waiting Waiting, Ticket Ticket, int Place);

    /// <summary>What is still owed to one request.</summary>
    private sealed class Ticket(int items)
    {
        private readonly TaskCompletionSource<TResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TResult[] _results = new TResult[items];
        private int _left = items;

        public Task<TResult[]> Task => _done.Task;

        public void Set(int place, TResult result)
        {
            _results[place] = result;
            if (Interlocked.Decrement(ref _left) == 0)
                _done.TrySetResult(_results);
        }

        public void Fail(Exception error) => _done.TrySetException(error);

        public void Cancel(CancellationToken stop) => _done.TrySetCanceled(stop);

        public void OnDone(CancellationTokenRegistration registration) =>
            _done.Task.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
