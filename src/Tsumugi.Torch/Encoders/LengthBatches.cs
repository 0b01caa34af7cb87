namespace Tsumugi.Torch.Encoders;

/// <summary>Divides many items into batches of bounded size for use without a graph; like lengths go together.</summary>
public static class LengthBatches
{
    /// <param name="lengths">Tokens of each item.</param>
    /// <param name="tokensPerBatch">At most; a longer item goes alone.</param>
    /// <returns>Indices of the items, each once, the shortest first.</returns>
    public static IEnumerable<int[]> Of(IReadOnlyList<int> lengths, int tokensPerBatch)
    {
        var (batch, tokens) = (new List<int>(), 0);
        foreach (var item in Enumerable.Range(0, lengths.Count).OrderBy(item => lengths[item]))
        {
            if (batch.Count > 0 && tokens + lengths[item] > tokensPerBatch)
            {
                yield return [.. batch];
                (batch, tokens) = ([], 0);
            }

            batch.Add(item);
            tokens += lengths[item];
        }

        if (batch.Count > 0)
            yield return [.. batch];
    }
}
