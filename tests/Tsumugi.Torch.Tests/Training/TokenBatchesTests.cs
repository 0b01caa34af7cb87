using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

public sealed class TokenBatchesTests
{
    [Fact]
    public void TokenBatches_oneRound_dealsEveryItemOnceWithinTheBudget()
    {
        List<int> lengths = [.. Enumerable.Range(1, 300).Select(length => 1 + length % 50)];
        var batches = new TokenBatches(lengths, 120, new CounterRandom(1, "batches"));
        var seen = new List<int>();
        for (var step = 0L; seen.Count < lengths.Count; step++)
        {
            var batch = batches.At(step);
            Assert.InRange(batch.Sum(index => lengths[index]), 1, 120);
            seen.AddRange(batch);
        }

        Assert.Equal(Enumerable.Range(0, lengths.Count), seen.Order());
        var later = new TokenBatches(lengths, 120, new CounterRandom(1, "batches"));
        Assert.Equal(new TokenBatches(lengths, 120, new CounterRandom(1, "batches")).At(70), later.At(70));
    }

    [Fact]
    public void Order_anyRound_isAPermutationOfItsOwn()
    {
        var random = new CounterRandom(1, "order");
        Assert.Equal(Enumerable.Range(0, 100), random.Order(100, 0).Order());
        Assert.NotEqual(random.Order(100, 0), random.Order(100, 1));
    }
}
