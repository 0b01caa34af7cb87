namespace Tsumugi.Torch.Training;

/// <summary>Deals items into batches of about the same number of tokens, similar lengths together, in an order that follows from seed and round.</summary>
public sealed class LengthBatches(IReadOnlyList<int[]> items, int tokensPerStep, CounterRandom random)
{
    /// <summary>Sorted by length only within windows of this many items, so that batches stay mixed.</summary>
    private const int Window = 512;

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
            _batches = Deal(++_round);
        }

        return _batches[(int)(step - _before)];
    }

    private List<int[]> Deal(long round)
    {
        var batches = new List<int[]>();
        foreach (var window in random.Order(items.Count, round).Chunk(Window))
        {
            var (batch, longest) = (new List<int>(), 0);
            foreach (var item in window.OrderBy(index => items[index].Length))
            {
                longest = Math.Max(longest, items[item].Length);
                if (batch.Count > 0 && longest * (batch.Count + 1) > tokensPerStep)
                {
                    batches.Add([.. batch]);
                    batch.Clear();
                    longest = items[item].Length;
                }

                batch.Add(item);
            }

            batches.Add([.. batch]);
        }

        return [.. random.Order(batches.Count, ~round).Select(index => batches[index])];
    }
}
