using System.Runtime.Intrinsics;

namespace Tsumugi.Merging.Arithmetic;

/// <summary>Loops over double-precision numbers, four at a time.</summary>
/// <remarks>Sums are formed in a fixed order, and products are rounded before they are added: the same bits with and without AVX or fused
/// multiplication.</remarks>
internal static class Vectors
{
    /// <summary>Numbers that one partial sum takes; sums over more are sums of these in order.</summary>
    public const int Chunk = 4096;

    private const int Width = 4;

    /// <summary>The sum of products, chunk by chunk.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var start = 0; start < a.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, a.Length - start);
            sum += DotChunk(a.Slice(start, length), b.Slice(start, length));
        }

        return sum;
    }

    public static double SumOfMagnitudes(ReadOnlySpan<double> a)
    {
        var sum = 0.0;
        for (var start = 0; start < a.Length; start += Chunk)
        {
            var part = 0.0;
            foreach (var number in a.Slice(start, Math.Min(Chunk, a.Length - start)))
                part += Math.Abs(number);
            sum += part;
        }

        return sum;
    }

    /// <summary>target -= a</summary>
    public static void Subtract(Span<double> target, ReadOnlySpan<double> a)
    {
        var i = 0;
        for (; i + Width <= target.Length; i += Width)
            (Vector256.Create<double>(target.Slice(i, Width)) - Vector256.Create(a.Slice(i, Width))).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] -= a[i];
    }

    /// <summary>target += a</summary>
    public static void Add(Span<double> target, ReadOnlySpan<double> a)
    {
        var i = 0;
        for (; i + Width <= target.Length; i += Width)
            (Vector256.Create<double>(target.Slice(i, Width)) + Vector256.Create(a.Slice(i, Width))).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] += a[i];
    }

    /// <summary>target = factor × a</summary>
    public static void Scale(Span<double> target, double factor, ReadOnlySpan<double> a)
    {
        var (i, factors) = (0, Vector256.Create(factor));
        for (; i + Width <= target.Length; i += Width)
            (factors * Vector256.Create(a.Slice(i, Width))).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] = factor * a[i];
    }

    /// <summary>target += factor × a</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> a)
    {
        var (i, factors) = (0, Vector256.Create(factor));
        for (; i + Width <= target.Length; i += Width)
            (Vector256.Create<double>(target.Slice(i, Width)) + (factors * Vector256.Create(a.Slice(i, Width)))).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] += factor * a[i];
    }

    private static double DotChunk(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (first, second, i) = (Vector256<double>.Zero, Vector256<double>.Zero, 0);
        for (; i + (2 * Width) <= a.Length; i += 2 * Width)
        {
            first += Vector256.Create(a.Slice(i, Width)) * Vector256.Create(b.Slice(i, Width));
            second += Vector256.Create(a.Slice(i + Width, Width)) * Vector256.Create(b.Slice(i + Width, Width));
        }

        var sums = first + second;
        var sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
