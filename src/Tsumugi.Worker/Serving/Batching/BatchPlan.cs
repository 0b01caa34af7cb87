namespace Tsumugi.Worker.Serving.Batching;

/// <param name="TokenBudget">Tokens of one batch; an item with more goes alone.</param>
/// <param name="MostWait">How long the oldest item waits for others to fill its batch.</param>
/// <param name="QueueTokens">Tokens that may wait; what would exceed them is refused.</param>
internal sealed record BatchPolicy(int TokenBudget, TimeSpan MostWait, long QueueTokens);

/// <summary>One item in the queue.</summary>
/// <param name="Lane">Whose it is: lanes share a batch evenly.</param>
/// <param name="Since">When it came, on any clock that only goes forward.</param>
internal readonly record struct Waiting(string Lane, int Tokens, TimeSpan Since);

/// <param name="Taken">Places in the queue that make the next batch, oldest first; empty while it is better to wait.</param>
/// <param name="WaitFor">How long to wait when nothing else comes; null for an empty queue.</param>
internal readonly record struct BatchDecision(IReadOnlyList<int> Taken, TimeSpan? WaitFor);

/// <summary>Decides what is computed together, and when. Pure.</summary>
internal static class BatchPlan
{
    private static readonly BatchDecision Nothing = new([], null);

    /// <param name="queue">In the order of arrival.</param>
    public static BatchDecision Decide(IReadOnlyList<Waiting> queue, TimeSpan now, BatchPolicy policy)
    {
        if (queue.Count == 0)
            return Nothing;
        var waited = now - queue[0].Since;
        return waited < policy.MostWait && queue.Sum(item => (long)item.Tokens) < policy.TokenBudget
            ? new([], policy.MostWait - waited)
            : new(Fill(queue, policy.TokenBudget), null);
    }

    /// <summary>The oldest item always, so that nothing starves; then one of each lane in turn, each lane in its own order.</summary>
    private static List<int> Fill(IReadOnlyList<Waiting> queue, int budget)
    {
        var lanes = Enumerable.Range(1, queue.Count - 1).GroupBy(place => queue[place].Lane).Select(lane => (lane.Key, Places: new Queue<int>(lane))).ToList();
        var first = lanes.FindIndex(lane => lane.Key == queue[0].Lane);
        if (first >= 0)
            lanes = [.. lanes.Skip(first + 1), .. lanes.Take(first + 1)];
        var (taken, left) = ((List<int>)[0], (long)budget - queue[0].Tokens);
        while (lanes.Count > 0)
        {
            lanes.RemoveAll(lane => lane.Places.Count == 0 || queue[lane.Places.Peek()].Tokens > left);
            foreach (var (_, places) in lanes)
            {
                if (queue[places.Peek()].Tokens > left)
                    continue;
                taken.Add(places.Dequeue());
                left -= queue[taken[^1]].Tokens;
            }
        }

        taken.Sort();
        return taken;
    }
}
