using System.Runtime.Intrinsics;

namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps the differences that stand, by magnitude from the largest down, from one place up to another.</summary>
/// <param name="first">How many of the largest are left out.</param>
/// <param name="kept">How many of the next are kept.</param>
internal sealed class MagnitudeWindow(int segments, long first, long kept) : Sparsifier
{
    private const int Lower = 1, Upper = 0, AtOnce = 1024;

    /// <summary>A window that begins with the largest has one end to look for.</summary>
    private readonly RankSelector _ranks = new(segments, first == 0 ? [kept] : [first + kept, first]);

    /// <summary>How many with the two places' own magnitude came by, in each segment.</summary>
    private readonly long[,] _equals = new long[segments, 2];

    public override int Looks => RankSelector.Looks;

    public override void Look(int look, Tile tile, ReadOnlySpan<double> differences) => _ranks.Look(look, tile.Segment, differences);

    public override void Settle(int look) => _ranks.Settle(look);

    public override void Begin()
    {
        for (var segment = 0; segment < segments; segment++)
            (_equals[segment, Lower], _equals[segment, Upper]) = (first == 0 ? 0 : _ranks.EqualsBefore(Lower, segment), _ranks.EqualsBefore(Upper, segment));
    }

    public override void Apply(Tile tile, Span<double> differences)
    {
        Span<uint> keys = stackalloc uint[AtOnce];
        for (var start = 0; start < differences.Length; start += AtOnce)
        {
            var some = differences.Slice(start, Math.Min(AtOnce, differences.Length - start));
            RankSelector.Keys(some, keys);
            Drop(Upper, tile.Segment, keys[..some.Length], some, dropsBefore: false);
            if (first > 0)
                Drop(Lower, tile.Segment, keys[..some.Length], some, dropsBefore: true);
        }
    }

    /// <summary>Sets to zero what stands before a place, or from it on; only numbers of the place's own magnitude need their turn.</summary>
    private void Drop(int place, int segment, ReadOnlySpan<uint> keys, Span<double> numbers, bool dropsBefore)
    {
        if (_ranks.KeyAt(place) is not { } limit)
        {
            if (dropsBefore)
                numbers.Clear();
            return;
        }

        ref var equals = ref _equals[segment, place];
        var (i, limits) = (0, Vector128.Create((int)limit));
        for (; i + 4 <= keys.Length; i += 4)
        {
            // Keys lack the sign bit, so that they are compared as signed numbers.
            var four = Vector128.Create(keys.Slice(i, 4)).AsInt32();
            var equal = Vector128.Equals(four, limits);
            if (equal != Vector128<int>.Zero)
            {
                for (var k = i; k < i + 4; k++)
                    DropOne(place, keys[k], ref numbers[k], limit, ref equals, dropsBefore);
                continue;
            }

            var keeps = dropsBefore ? Vector128.LessThan(four, limits) : Vector128.GreaterThan(four, limits);
            var (lower, upper) = Vector128.Widen(keeps);
            (Vector256.Create<double>(numbers.Slice(i, 4)).AsInt64() & Vector256.Create(lower, upper)).AsDouble().CopyTo(numbers[i..]);
        }

        for (; i < keys.Length; i++)
            DropOne(place, keys[i], ref numbers[i], limit, ref equals, dropsBefore);
    }

    private void DropOne(int place, uint key, ref double number, uint limit, ref long equals, bool dropsBefore)
    {
        if (_ranks.IsBefore(place, key, equals) == dropsBefore)
            number = 0;
        equals += key == limit ? 1 : 0;
    }
}
