using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>Items of different lengths in one row of tokens, one after the other: nothing is padded, attention never crosses from one to the next.</summary>
/// <remarks>Items lie by length, so that those of one length are attended to in one call; <see cref="Starts"/> finds each again.</remarks>
public sealed class Batch
{
    private readonly int[] _lengths;

    private Batch(int[] lengths, int[] starts, IReadOnlyList<Run> runs, Rows rows, Device device)
    {
        (_lengths, Starts, Runs) = (lengths, starts, runs);
        (Tokens, Positions, Owners) = (tensor(rows.Tokens, device: device), tensor(rows.Positions, device: device), tensor(rows.Owners, device: device));
        Numbers = rows.Width > 0 ? tensor(rows.Numbers, [rows.Tokens.Length, rows.Width], device: device) : null;
        Times = rows.Times is { } times ? tensor(times, device: device) : null;
        LongestItem = lengths.Max();
    }

    /// <summary>Neighbours of one length.</summary>
    /// <param name="Items">How many there are.</param>
    /// <param name="Length">Tokens of each.</param>
    /// <param name="Present">[items, 1, 1, length], true where a token is no padding; null where none is.</param>
    public sealed record Run(int Items, int Length, Tensor? Present);

    /// <summary>[tokens], int64.</summary>
    public Tensor Tokens { get; }

    /// <summary>[tokens], int64: the place of each token in its own item, from 0.</summary>
    public Tensor Positions { get; }

    /// <summary>[tokens], int64: the item, in the caller's order, that each token belongs to; padding belongs to one past the last.</summary>
    public Tensor Owners { get; }

    /// <summary>[tokens, numbers], float32: what stands beside each token, NaN where it is hidden; null where ids are all.</summary>
    public Tensor? Numbers { get; }

    /// <summary>[tokens], float32: when what each token says was so, NaN where that is not known; null where no item has times.</summary>
    public Tensor? Times { get; }

    public IReadOnlyList<Run> Runs { get; }

    /// <summary>Where each item begins in <see cref="Tokens"/>, in the caller's order.</summary>
    public IReadOnlyList<int> Starts { get; }

    /// <summary>Tokens of each item without padding, in the caller's order.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    public int LongestItem { get; }

    /// <param name="items">Ids without anything beside them.</param>
    public static Batch Pack(IReadOnlyList<int[]> items, Device device) => Pack([.. items.Select(ids => new TokenizedItem(ids))], device);

    public static Batch Pack(IReadOnlyList<TokenizedItem> items, Device device)
    {
        int[] lengths = [.. items.Select(item => item.Ids.Length)];
        var rows = new Rows(lengths.Sum(), Width(items), items.Any(item => item.Times is not null));
        var (starts, runs) = (new int[items.Count], new List<Run>());
        foreach (var row in Enumerable.Range(0, items.Count).OrderBy(row => lengths[row]))
        {
            starts[row] = rows.Count;
            rows.Add(items[row], row);
            if (runs.Count > 0 && runs[^1].Length == lengths[row])
                runs[^1] = runs[^1] with { Items = runs[^1].Items + 1 };
            else
                runs.Add(new(1, lengths[row], null));
        }

        return new(lengths, starts, runs, rows, device);
    }

    /// <inheritdoc cref="Pack(IReadOnlyList{int[]}, Device)"/>
    public static Batch Pad(IReadOnlyList<int[]> items, int padding, Device device) => Pad([.. items.Select(ids => new TokenizedItem(ids))], padding, device);

    /// <summary>The rectangle that other programs work on: every item as long as the longest.</summary>
    public static Batch Pad(IReadOnlyList<TokenizedItem> items, int padding, Device device)
    {
        int[] lengths = [.. items.Select(item => item.Ids.Length)];
        var length = lengths.Max();
        var (rows, present) = (new Rows(items.Count * length, Width(items), items.Any(item => item.Times is not null)), new bool[items.Count * length]);
        for (var row = 0; row < items.Count; row++)
        {
            Array.Fill(present, true, row * length, lengths[row]);
            rows.Add(items[row], row);
            for (var i = lengths[row]; i < length; i++)
                rows.Add(padding, i, items.Count);
        }

        return new(
            lengths, [.. Enumerable.Range(0, items.Count).Select(row => row * length)],
            [new(items.Count, length, tensor(present, [items.Count, 1, 1, length], device: device))], rows, device);
    }

    private static int Width(IReadOnlyList<TokenizedItem> items) => items[0].Numbers is { } numbers ? numbers.Length / items[0].Ids.Length : 0;

    /// <param name="width">Numbers beside each token.</param>
    private sealed class Rows(int tokens, int width, bool timed)
    {
        public int Width => width;

        public long[] Tokens { get; } = new long[tokens];

        public long[] Positions { get; } = new long[tokens];

        public long[] Owners { get; } = new long[tokens];

        public float[] Numbers { get; } = new float[tokens * width];

        public float[]? Times { get; } = timed ? [.. Enumerable.Repeat(float.NaN, tokens)] : null;

        public int Count { get; private set; }

        public void Add(TokenizedItem item, int owner)
        {
            item.Numbers?.CopyTo(Numbers, Count * width);
            item.Times?.CopyTo(Times!, Count);
            for (var i = 0; i < item.Ids.Length; i++)
                Add(item.Ids[i], i, owner);
        }

        public void Add(int token, int position, int owner)
        {
            (Tokens[Count], Positions[Count], Owners[Count]) = (token, position, owner);
            Count++;
        }
    }
}
