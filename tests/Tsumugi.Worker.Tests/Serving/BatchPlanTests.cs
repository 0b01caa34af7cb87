using CsCheck;
using Tsumugi.Worker.Serving.Batching;

namespace Tsumugi.Worker.Tests.Serving;

public sealed class BatchPlanTests
{
    private static readonly Gen<Waiting[]> Queues =
        from lanes in Gen.Int[0, 3].Array[0, 40]
        from tokens in Gen.Int[1, 60].Array[lanes.Length]
        from gaps in Gen.Int[0, 4].Array[lanes.Length]
        select Queue(lanes, tokens, gaps);

    private static readonly Gen<(Waiting[] Queue, TimeSpan Now, BatchPolicy Policy)> Situations =
        from queue in Queues
        from later in Gen.Int[0, 50]
        from budget in Gen.Int[1, 100]
        from wait in Gen.Int[0, 30]
        select (queue, (queue.Length > 0 ? queue[^1].Since : default) + Ms(later), new BatchPolicy(budget, Ms(wait), long.MaxValue));

    [Fact]
    public void Decide_anySituation_keepsTheBudgetAndTakesTheOldest() => Situations.Sample(situation =>
    {
        var (queue, now, policy) = situation;
        var taken = BatchPlan.Decide(queue, now, policy).Taken;
        Assert.Equal(taken.Distinct().Order(), taken);
        if (taken.Count == 0)
            return;
        Assert.Equal(0, taken[0]);
        Assert.True(taken.Count == 1 || taken.Sum(place => queue[place].Tokens) <= policy.TokenBudget);
    });

    [Fact]
    public void Decide_anySituation_waitsOnlyForWhatMayStillComeInTime() => Situations.Sample(situation =>
    {
        var (queue, now, policy) = situation;
        var decision = BatchPlan.Decide(queue, now, policy);
        var due = queue.Length > 0 && (now - queue[0].Since >= policy.MostWait || queue.Sum(item => item.Tokens) >= policy.TokenBudget);
        Assert.Equal(due, decision.Taken.Count > 0);
        Assert.Equal(queue.Length > 0 && !due ? queue[0].Since + policy.MostWait - now : null, decision.WaitFor);
    });

    [Fact]
    public void Decide_anySituation_keepsEachLanesOrderAndLeavesNothingThatFits() => Situations.Sample(situation =>
    {
        var (queue, now, policy) = situation;
        var taken = BatchPlan.Decide(queue, now, policy).Taken;
        if (taken.Count == 0)
            return;
        var left = policy.TokenBudget - taken.Sum(place => queue[place].Tokens);
        foreach (var lane in queue.Index().GroupBy(item => item.Item.Lane))
        {
            var places = lane.Select(item => item.Index).ToList();
            var own = taken.Where(place => queue[place].Lane == lane.Key).ToList();
            Assert.Equal(places.Take(own.Count), own);
            Assert.True(own.Count == places.Count || queue[places[own.Count]].Tokens > left);
        }
    });

    [Fact]
    public void Decide_itemsOfOneSize_areSharedEvenly() => Gen.Select(Gen.Int[0, 3].Array[1, 60], Gen.Int[1, 40]).Sample((lanes, budget) =>
    {
        var queue = Queue(lanes, [.. lanes.Select(_ => 1)], [.. lanes.Select(_ => 0)]);
        var taken = BatchPlan.Decide(queue, default, new(budget, TimeSpan.Zero, long.MaxValue)).Taken;
        var counts = queue.Index().GroupBy(item => item.Item.Lane)
            .Select(lane => (Taken: lane.Count(item => taken.Contains(item.Index)), All: lane.Count())).ToList();
        var most = counts.Max(lane => lane.Taken);
        Assert.All(counts, lane => Assert.True(lane.Taken == lane.All || lane.Taken >= most - 1));
    });

    [Fact]
    public void Decide_repeated_takesEverythingOnceAndInAsManyBatchesAsThereAreItemsAtMost() => Situations.Sample(situation =>
    {
        var (queue, now, policy) = situation;
        var (rest, batches) = (queue.Index().ToList(), 0);
        while (rest.Count > 0)
        {
            var taken = BatchPlan.Decide([.. rest.Select(item => item.Item)], now + policy.MostWait, policy).Taken;
            Assert.NotEmpty(taken);
            foreach (var place in taken.Reverse())
                rest.RemoveAt(place);
            batches++;
        }

        Assert.True(batches <= queue.Length);
    });

    [Theory]
    [InlineData(0, 1000.0, 1)]
    [InlineData(10_000, 0.0, 1)]
    [InlineData(10_000, 2500.0, 4)]
    [InlineData(10_001, 2500.0, 5)]
    [InlineData(1_000_000_000, 1.0, 60)]
    public void RetryAfter_isWhatTheQueueTakesAtTheMeasuredRate(long tokens, double rate, int seconds) =>
        Assert.Equal(seconds, BatchQueue<int, int>.RetryAfter(tokens, rate));

    private static Waiting[] Queue(int[] lanes, int[] tokens, int[] gaps)
    {
        var at = 0;
        return [.. lanes.Select((lane, i) => new Waiting($"lane {lane}", tokens[i], Ms(at += gaps[i])))];
    }

    private static TimeSpan Ms(int count) => TimeSpan.FromMilliseconds(count);
}
