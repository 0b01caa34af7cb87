using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>What an item is made of over its whole length: the sum of its n-grams' vectors, whatever their order.</summary>
/// <remarks>
/// n-grams are hashed into a fixed number of rows (Bojanowski et al. 2017). It sees what lies beyond the encoder's window,
/// and from a few thousand genes it learns families that a small transformer alone does not.
/// </remarks>
public sealed class NGramBag : nn.Module<IReadOnlyList<int[]>, Tensor>
{
    private readonly EmbeddingBag _rows;

    public NGramBag(int buckets, int width) : base("bag")
    {
        _rows = nn.EmbeddingBag(buckets, width, mode: EmbeddingBagMode.Sum);
        RegisterComponents();
        using (no_grad())
            nn.init.normal_(_rows.weight!, 0, 0.1);
    }

    /// <param name="items">Row numbers of each item's n-grams.</param>
    /// <returns>[items, width]; a sum over the square root of the count, so that long items are not longer vectors.</returns>
    public override Tensor forward(IReadOnlyList<int[]> items)
    {
        using var scope = NewDisposeScope();
        var device = _rows.weight!.device;
        var (starts, ids, weights) = (new long[items.Count], new long[items.Sum(item => item.Length)], new float[items.Sum(item => item.Length)]);
        for (var (i, at) = (0, 0); i < items.Count; i++)
        {
            starts[i] = at;
            Array.Fill(weights, 1 / MathF.Sqrt(items[i].Length), at, items[i].Length);
            foreach (var id in items[i])
                ids[at++] = id;
        }

        return _rows.forward(tensor(ids, device: device), tensor(starts, device: device), tensor(weights, device: device)).MoveToOuterDisposeScope();
    }

    /// <returns>The rows of all runs of 1 to <paramref name="longest"/> ordinary tokens.</returns>
    /// <param name="tokens">Token ids, the beginning and end marks included.</param>
    public static int[] Hash(ReadOnlySpan<int> tokens, int longest, int buckets)
    {
        var inner = tokens[1..^1];
        var rows = new List<int>(inner.Length * longest);
        for (var start = 0; start < inner.Length; start++)
        {
            var hash = 2166136261u;
            for (var n = 0; n < longest && start + n < inner.Length; n++)
            {
                hash = (hash ^ (uint)inner[start + n]) * 16777619u;
                rows.Add((int)((hash ^ (hash >> 15)) % (uint)buckets));
            }
        }

        return [.. rows];
    }

    /// <summary>Leaves out a share of the n-grams; at least one stays.</summary>
    /// <param name="step">And <paramref name="item"/>: what the choice follows from.</param>
    public static int[] Thin(int[] ngrams, double share, CounterRandom random, long step, int item)
    {
        if (share <= 0 || ngrams.Length == 0)
            return ngrams;
        var (kept, count) = (new int[ngrams.Length], 0);
        for (var place = 0; place < ngrams.Length; place++)
        {
            if (random.Uniform(step, ((long)item << 24) + place) >= share)
                kept[count++] = ngrams[place];
        }

        return count > 0 ? kept[..count] : ngrams[..1];
    }
}
