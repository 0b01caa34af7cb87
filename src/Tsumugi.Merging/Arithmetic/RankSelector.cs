using System.Numerics;
using System.Runtime.Intrinsics;

namespace Tsumugi.Merging.Arithmetic;

/// <summary>Finds, among numbers that stream by twice, those that stand at given places when all are ordered from the largest down.</summary>
/// <remarks>
/// Numbers are compared by magnitude in single precision; equal ones stand in the order of their places. Two looks count the upper and
/// the lower half of the bits, each segment by itself, so that nobody waits for another and the answer is exact.
/// </remarks>
/// <param name="places">Places in the order, from 0; a place equal to the count of numbers stands behind the last.</param>
internal sealed class RankSelector(int segments, IReadOnlyList<long> places)
{
    private const int LowBits = 16;
    private const int Low = 1 << LowBits;
    private const int High = 1 << (31 - LowBits);
    private const int AtOnce = 1024;
    private const uint Magnitude = 0x7FFFFFFF;

    private readonly int[]?[] _high = new int[]?[segments];
    private readonly int[]?[][] _low = [.. places.Select(_ => new int[]?[segments])];
    private readonly (uint Bits, long Above)[] _found = new (uint, long)[places.Count];
    private readonly bool[] _beyond = new bool[places.Count];

    public const int Looks = 2;

    /// <summary>What numbers are compared by: without its sign, a single-precision number's bits have its order.</summary>
    public static uint Key(double number) => BitConverter.SingleToUInt32Bits((float)number) & Magnitude;

    /// <param name="keys">As many as there are numbers.</param>
    public static void Keys(ReadOnlySpan<double> numbers, Span<uint> keys)
    {
        var i = 0;
        for (; i + 8 <= numbers.Length; i += 8)
        {
            var singles = Vector256.Narrow(Vector256.Create(numbers.Slice(i, 4)), Vector256.Create(numbers.Slice(i + 4, 4)));
            (singles.AsUInt32() & Vector256.Create(Magnitude)).CopyTo(keys[i..]);
        }

        for (; i < numbers.Length; i++)
            keys[i] = Key(numbers[i]);
    }

    public void Look(int look, int segment, ReadOnlySpan<double> numbers)
    {
        Span<uint> keys = stackalloc uint[AtOnce];
        for (var start = 0; start < numbers.Length; start += AtOnce)
        {
            var some = numbers.Slice(start, Math.Min(AtOnce, numbers.Length - start));
            Keys(some, keys);
            if (look == 0)
                CountHigh(_high[segment] ??= new int[High], keys[..some.Length]);
            else
                CountLow(segment, keys[..some.Length]);
        }
    }

    private static void CountHigh(int[] counts, ReadOnlySpan<uint> keys)
    {
        foreach (var key in keys)
            counts[key >> LowBits]++;
    }

    private void CountLow(int segment, ReadOnlySpan<uint> keys)
    {
        for (var place = 0; place < places.Count; place++)
        {
            if (_beyond[place])
                continue;
            var (bin, counts) = (_found[place].Bits >> LowBits, _low[place][segment] ??= new int[Low]);
            var (i, bins) = (0, Vector256.Create(bin));
            for (; i + 8 <= keys.Length; i += 8)
            {
                // Few are in the bin.
                for (var hits = Vector256.Equals(Vector256.Create(keys.Slice(i, 8)) >> LowBits, bins).ExtractMostSignificantBits(); hits != 0; hits &= hits - 1)
                    counts[keys[i + BitOperations.TrailingZeroCount(hits)] & (Low - 1)]++;
            }

            for (; i < keys.Length; i++)
                counts[keys[i] & (Low - 1)] += keys[i] >> LowBits == bin ? 1 : 0;
        }
    }

    public void Settle(int look)
    {
        for (var place = 0; place < places.Count; place++)
        {
            if (look == 0)
            {
                var (bin, above) = Find(_high, High, places[place]);
                (_found[place], _beyond[place]) = (((uint)Math.Max(bin, 0) << LowBits, above), bin < 0);
            }
            else if (!_beyond[place])
            {
                var (bin, above) = Find(_low[place], Low, places[place] - _found[place].Above);
                _found[place] = (_found[place].Bits | (uint)bin, _found[place].Above + above);
            }
        }

        if (look == 0)
            Array.Clear(_high);
    }

    /// <summary>The key at a place; null behind the last number.</summary>
    public uint? KeyAt(int place) => _beyond[place] ? null : _found[place].Bits;

    /// <returns>Whether a number stands before the place: tells <paramref name="equals"/>, of the same segment and counted from 0, apart.</returns>
    /// <param name="equals">How many numbers with this place's key came before in all segments.</param>
    public bool IsBefore(int place, uint key, long equals) =>
        _beyond[place] || key > _found[place].Bits || (key == _found[place].Bits && _found[place].Above + equals < places[place]);

    /// <summary>How many numbers with the place's key the segments before this one hold.</summary>
    public long EqualsBefore(int place, int segment)
    {
        var count = 0L;
        if (!_beyond[place])
        {
            for (var before = 0; before < segment; before++)
                count += _low[place][before]?[_found[place].Bits & (Low - 1)] ?? 0;
        }

        return count;
    }

    private static (int Bin, long Above) Find(int[]?[] counts, int bins, long place)
    {
        var above = 0L;
        for (var bin = bins - 1; bin >= 0; bin--)
        {
            var here = 0L;
            foreach (var segment in counts)
                here += segment?[bin] ?? 0;
            if (place < above + here)
                return (bin, above);
            above += here;
        }

        return (-1, above);
    }
}
