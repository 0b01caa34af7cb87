using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tsumugi.Federating.Rounds;

/// <summary>Sums in float64 over rows of float32, eight lanes at a time. The lanes are added up in a fixed order, so that every processor gives the same bits.</summary>
/// <remarks>Compiled for speed at once: a site's program runs through a model once in a round, and would spend it all in code that is to be replaced.</remarks>
internal static class Sums
{
    private const int Lanes = 4;

    /// <summary>sumᵢ += weight · rowᵢ; product and sum are rounded each for itself, as they are without lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<double> sum, ReadOnlySpan<float> row, double weight)
    {
        ref var to = ref MemoryMarshal.GetReference(sum);
        ref var from = ref MemoryMarshal.GetReference(row);
        var (at, factor) = (0, Vector256.Create(weight));
        for (; at <= row.Length - (2 * Lanes); at += 2 * Lanes)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)at));
            (Vector256.LoadUnsafe(ref to, (nuint)at) + (factor * low)).StoreUnsafe(ref to, (nuint)at);
            (Vector256.LoadUnsafe(ref to, (nuint)(at + Lanes)) + (factor * high)).StoreUnsafe(ref to, (nuint)(at + Lanes));
        }

        for (; at < row.Length; at++)
            sum[at] += weight * row[at];
    }

    /// <summary>rowᵢ −= lessᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<float> row, ReadOnlySpan<float> less)
    {
        ref var to = ref MemoryMarshal.GetReference(row);
        ref var from = ref MemoryMarshal.GetReference(less);
        var at = 0;
        for (; at <= row.Length - (2 * Lanes); at += 2 * Lanes)
            (Vector256.LoadUnsafe(ref to, (nuint)at) - Vector256.LoadUnsafe(ref from, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        for (; at < row.Length; at++)
            row[at] -= less[at];
    }

    /// <summary>Σ rowᵢ². Finite if all numbers are: no square of a float32 leaves the range of float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfSquares(ReadOnlySpan<float> row)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        var (lower, upper, at) = (Vector256<double>.Zero, Vector256<double>.Zero, 0);
        for (; at <= row.Length - (2 * Lanes); at += 2 * Lanes)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)at));
            lower += low * low;
            upper += high * high;
        }

        var sum = 0.0;
        for (var lane = 0; lane < Lanes; lane++)
            sum += lower[lane] + upper[lane];
        for (; at < row.Length; at++)
            sum += (double)row[at] * row[at];
        return sum;
    }
}
