using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

public sealed class MaskedModellingTests
{
    [Fact]
    public void Hide_manyTokens_hidesTheShareItWasTold_andNoSpecialToken()
    {
        var tokenizer = new ProteinTokenizer();
        List<int[]> items = [.. Enumerable.Range(0, 200).Select(_ => tokenizer.Encode(new string('L', 100), 200))];
        var hidden = MaskedModelling.Hide(items, tokenizer, 0.15, new CounterRandom(1, "masks"), 3);
        var (chosen, masked, left) = (hidden.Places.Count, 0, 0);
        foreach (var (item, place) in hidden.Places)
        {
            var token = hidden.Items[item][place];
            masked += token == tokenizer.Mask ? 1 : 0;
            left += token == items[0][1] ? 1 : 0;
            Assert.InRange(place, 1, 100);
        }

        Assert.InRange(chosen / 20_000.0, 0.14, 0.16);
        Assert.InRange((double)masked / chosen, 0.77, 0.83);
        Assert.InRange((double)left / chosen, 0.08, 0.13);
        Assert.All(hidden.Answers, answer => Assert.Equal(items[0][1], answer));
    }

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
