using System.Runtime.Intrinsics;

namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps each difference with the same probability ("DARE", Yu et al. 2023).</summary>
/// <param name="factor">What is kept is multiplied by it.</param>
internal sealed class RandomDrop(Philox random, double density, double factor) : Sparsifier
{
    private const int AtOnce = 1024;

    public override void Apply(Tile tile, Span<double> differences)
    {
        var limit = (uint)(density * (1L << 32));
        Span<uint> bits = stackalloc uint[AtOnce];
        for (var start = 0; start < differences.Length; start += AtOnce)
        {
            var some = differences.Slice(start, Math.Min(AtOnce, differences.Length - start));
            random.Fill(tile.Start + start, bits[..some.Length]);
            Keep(some, bits, limit);
        }
    }

    /// <summary>Without branches, which chance would mislead every second time.</summary>
    private void Keep(Span<double> numbers, ReadOnlySpan<uint> bits, uint limit)
    {
        var (i, limits, factors) = (0, Vector128.Create(limit), Vector256.Create(factor));
        for (; i + 4 <= numbers.Length; i += 4)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LessThan(Vector128.Create(bits.Slice(i, 4)), limits).AsInt32());
            var scaled = Vector256.Create<double>(numbers.Slice(i, 4)) * factors;
            (scaled.AsInt64() & Vector256.Create(lower, upper)).AsDouble().CopyTo(numbers[i..]);
        }

        for (; i < numbers.Length; i++)
            numbers[i] = bits[i] < limit ? numbers[i] * factor : 0;
    }
}
