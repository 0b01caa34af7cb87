using CsCheck;
using Tsumugi.Worker.Serving.Batching;

namespace Tsumugi.Worker.Tests.Serving;

/// <summary>The loop around the plan, with a computation that the test holds up or lets fail.</summary>
public sealed class BatchQueueTests
{
    private static readonly BatchPolicy Policy = new(100, TimeSpan.Zero, 200);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Submit_anyRequestsAtOnce_givesEachItsOwnResultsInOrder() => Gen.Int[1, 30].Array[0, 6].Array[1, 20].Sample(requests =>
    {
        using var queue = new BatchQueue<int, int>(Policy with { QueueTokens = long.MaxValue }, batch => [.. batch.Select(item => item * 2)]);
        var answers = requests.Where(items => items.Length > 0).AsParallel().Select((items, i) =>
            (items, Answer: queue.SubmitAsync($"lane {i % 3}", [.. items.Select(item => (item, item))], default).GetAwaiter().GetResult())).ToList();
        Assert.All(answers, answer => Assert.Equal(answer.items.Select(item => item * 2), answer.Answer));
    }, iter: 50);

    [Fact]
    public async Task Submit_whileABatchIsComputed_fillsTheNextOne()
    {
        using var gate = new Gate();
        using var queue = new BatchQueue<int, int>(Policy, gate.Run);
        var first = queue.SubmitAsync("a", [(1, 10)], Stop);
        await gate.EnteredAsync();
        var others = Enumerable.Range(2, 5).Select(item => queue.SubmitAsync("a", [(item, 10)], Stop)).ToList();
        gate.Open();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([[1], [2, 3, 4, 5, 6]], gate.Batches);
    }

    [Fact]
    public async Task Submit_moreThanMayWait_isRefusedUntilThereIsRoom()
    {
        using var gate = new Gate();
        using var queue = new BatchQueue<int, int>(Policy, gate.Run);
        var computed = queue.SubmitAsync("a", [(1, 500)], Stop);
        await gate.EnteredAsync();
        var waits = queue.SubmitAsync("a", [(2, 150)], Stop);
        Assert.Equal(1, (await Assert.ThrowsAsync<QueueFullException>(() => queue.SubmitAsync("b", [(3, 100)], Stop))).RetryAfter);
        var fits = queue.SubmitAsync("b", [(4, 50)], Stop);
        gate.Open();
        await Task.WhenAll(computed, waits, fits);
        Assert.Equal(3, Assert.Single(await queue.SubmitAsync("b", [(3, 100)], Stop)));
    }

    [Fact]
    public async Task Cancel_ofWhatWaits_takesItOutAndMakesRoom()
    {
        using var gate = new Gate();
        using var queue = new BatchQueue<int, int>(Policy, gate.Run);
        using var leaving = new CancellationTokenSource();
        var computed = queue.SubmitAsync("a", [(1, 10)], Stop);
        await gate.EnteredAsync();
        var left = queue.SubmitAsync("a", [(2, 150)], leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var after = queue.SubmitAsync("b", [(3, 150)], Stop);
        gate.Open();
        await Task.WhenAll(computed, after);
        Assert.Equal([[1], [3]], gate.Batches);
    }

    [Fact]
    public async Task Run_thatFailsForOneRequest_answersTheOthersOfItsBatch()
    {
        using var gate = new Gate();
        using var queue = new BatchQueue<int, int>(Policy, batch => batch.Contains(13) ? throw new InvalidOperationException("thirteen") : gate.Run(batch));
        var first = queue.SubmitAsync("a", [(1, 10)], Stop);
        await gate.EnteredAsync();
        var (good, bad) = (queue.SubmitAsync("a", [(2, 10), (3, 10)], Stop), queue.SubmitAsync("b", [(13, 10)], Stop));
        gate.Open();
        Assert.Equal<int[]>([2, 3], await good);
        Assert.Equal("thirteen", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        await first;
    }

    [Fact]
    public async Task Dispose_failsWhatStillWaits()
    {
        using var gate = new Gate();
        var queue = new BatchQueue<int, int>(Policy with { QueueTokens = long.MaxValue }, gate.Run);
        var computed = queue.SubmitAsync("a", [(1, 10)], Stop);
        await gate.EnteredAsync();
        var waits = queue.SubmitAsync("a", [(2, 10)], Stop);
        var ending = Task.Run(queue.Dispose, Stop);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (true)
            {
                _ = queue.SubmitAsync("a", [(3, 1)], Stop);
                await Task.Yield();
            }
        });
        gate.Open();
        await ending;
        Assert.Equal(1, Assert.Single(await computed));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waits);
    }

    /// <summary>A computation that begins and does not end until it is let.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<IReadOnlyList<int>> Batches { get; } = [];

        public Task EnteredAsync() => _entered.Task.WaitAsync(Stop);

        public void Open() => _open.Set();

        public IReadOnlyList<int> Run(IReadOnlyList<int> batch)
        {
            Batches.Add(batch);
            _entered.TrySetResult();
            _open.Wait(Stop);
            return batch;
        }

        public void Dispose() => _open.Dispose();
    }
}
