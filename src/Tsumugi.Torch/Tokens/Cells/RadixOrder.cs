using System.Buffers;

namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>Sorts packed keys by some of their bytes, lowest first; keys that are equal there keep their order.</summary>
internal static class RadixOrder
{
    private const int Buckets = 256;

    /// <param name="digits">Bytes of the keys to sort by, 0 being the lowest, in rising order.</param>
    public static void Sort(Span<ulong> keys, ReadOnlySpan<int> digits)
    {
        var spare = ArrayPool<ulong>.Shared.Rent(keys.Length);
        Span<int> counts = stackalloc int[Buckets];
        var from = keys;
        var to = spare.AsSpan(0, keys.Length);
        var turned = false;
        foreach (var digit in digits)
        {
            if (!Scatter(from, to, counts, 8 * digit))
                continue;
            var last = from;
            from = to;
            to = last;
            turned = !turned;
        }

        if (turned)
            from.CopyTo(keys);
        ArrayPool<ulong>.Shared.Return(spare);
    }

    /// <returns>False when all keys have the same byte, and nothing was moved.</returns>
    private static bool Scatter(ReadOnlySpan<ulong> from, Span<ulong> to, Span<int> counts, int shift)
    {
        counts.Clear();
        foreach (var key in from)
            counts[(byte)(key >> shift)]++;
        if (counts[(byte)(from[0] >> shift)] == from.Length)
            return false;
        var start = 0;
        foreach (ref var count in counts)
            (count, start) = (start, start + count);
        foreach (var key in from)
            to[counts[(byte)(key >> shift)]++] = key;
        return true;
    }
}
