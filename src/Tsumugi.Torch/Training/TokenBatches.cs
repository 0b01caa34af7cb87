namespace Tsumugi.Torch.Training;

/// <summary>Deals items into steps of at most so many tokens, in an order that follows from seed and round.</summary>
/// <param name="lengths">Tokens of each item.</param>
public sealed class TokenBatches(IReadOnlyList<int> lengths, int tokensPerStep, CounterRandom random)
{
    private long _round = -1;
    private long _before;
    private List<int[]> _batches = [];

    /// <returns>Indices of the items of one step, from 0.</returns>
    public int[] At(long step)
    {
        // Steps are asked for in order; a resumed run walks the rounds it skips without reading any item.
        while (_round < 0 || step >= _before + _batches.Count)
        {
            _before += _batches.Count;
            _batches = Round(++_round);
        }

        return _batches[(int)(step - _before)];
    }

    /// <returns>All batches of one pass over the items.</returns>
    public List<int[]> Round(long round)
    {
        var (batches, batch, tokens) = (new List<int[]>(), new List<int>(), 0);
        foreach (var item in random.Order(lengths.Count, round))
        {
            if (batch.Count > 0 && tokens + lengths[item] > tokensPerStep)
            {
                batches.Add([.. batch]);
                batch.Clear();
                tokens = 0;
            }

            batch.Add(item);
            tokens += lengths[item];
        }

        batches.Add([.. batch]);
        return batches;
    }
}
