using System.Buffers.Binary;
using System.Numerics;

namespace Tsumugi.Formats.Links;

/// <summary>Sorts byte strings by their numbers: by radix over the eight bytes behind what all have in common, and the few that are alike there by comparing them.</summary>
internal sealed class KeySort
{
    private ulong[] _keys = [];
    private ulong[] _keysTo = [];
    private int[] _items = [];
    private int[] _itemsTo = [];

    /// <summary>A string by its number.</summary>
    public delegate ReadOnlySpan<byte> Of(int item);

    /// <returns>The numbers 0 … count-1 (mapped by <paramref name="item"/>) in the order of their strings; valid until the next sort.</returns>
    /// <param name="least">How items of equal strings follow each other.</param>
    public ReadOnlySpan<int> Run(int count, Func<int, int> item, Of of, Comparison<int> least)
    {
        if (_keys.Length < count)
        {
            (_keys, _keysTo) = (new ulong[count], new ulong[count]);
            (_items, _itemsTo) = (new int[count], new int[count]);
        }

        var common = Common(count, item, of);
        for (var i = 0; i < count; i++)
        {
            _items[i] = item(i);
            _keys[i] = Prefix(of(_items[i]), common);
        }

        Radix(count);
        MendTies(count, of, least);
        return _items.AsSpan(0, count);
    }

    private static int Common(int count, Func<int, int> item, Of of)
    {
        if (count == 0)
            return 0;
        var first = of(item(0));
        var common = first.Length;
        for (var i = 1; i < count && common > 0; i++)
            common = first[..common].CommonPrefixLength(of(item(i)));
        return common;
    }

    private static ulong Prefix(ReadOnlySpan<byte> text, int skip)
    {
        text = text[skip..];
        if (text.Length >= 8)
            return BinaryPrimitives.ReadUInt64BigEndian(text);
        var prefix = 0UL;
        for (var i = 0; i < text.Length; i++)
            prefix |= (ulong)text[i] << (56 - (8 * i));
        return prefix;
    }

    private void Radix(int count)
    {
        // Letters and digits leave most bits of a byte alike; what never differs needs no pass.
        var (all, any) = (ulong.MaxValue, 0UL);
        foreach (var key in _keys.AsSpan(0, count))
            (all, any) = (all & key, any | key);
        var differs = all ^ any;
        Span<int> places = stackalloc int[1 << 11];
        for (var shift = 0; shift < 64; shift += 11)
        {
            shift += Math.Min(63 - shift, BitOperations.TrailingZeroCount(differs >> shift));
            if (differs >> shift == 0)
                return;
            Pass(count, shift, places);
        }
    }

    private void Pass(int count, int shift, Span<int> places)
    {
        places.Clear();
        const ulong Mask = (1 << 11) - 1;
        foreach (var key in _keys.AsSpan(0, count))
            places[(int)(key >> shift & Mask)]++;
        var sum = 0;
        for (var i = 0; i < places.Length; i++)
            (places[i], sum) = (sum, sum + places[i]);
        for (var i = 0; i < count; i++)
        {
            var key = _keys[i];
            var to = places[(int)(key >> shift & Mask)]++;
            _keysTo[to] = key;
            _itemsTo[to] = _items[i];
        }

        (_keys, _keysTo, _items, _itemsTo) = (_keysTo, _keys, _itemsTo, _items);
    }

    private void MendTies(int count, Of of, Comparison<int> least)
    {
        int Compare(int one, int other) => of(one).SequenceCompareTo(of(other)) is not 0 and var order ? order : least(one, other);
        Comparison<int> compare = Compare;
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && _keys[end] == _keys[start])
                end++;
            if (end - start == 2 && Compare(_items[start], _items[start + 1]) > 0)
                (_items[start], _items[start + 1]) = (_items[start + 1], _items[start]);
            else if (end - start > 2)
                _items.AsSpan(start, end - start).Sort(compare);
            start = end;
        }
    }
}
