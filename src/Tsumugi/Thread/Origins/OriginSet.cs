using System.Buffers.Binary;
using System.Numerics;

namespace Tsumugi.Thread.Origins;

/// <summary>A set of origins by their numbers. Never changes.</summary>
/// <remarks>
/// Kept as words of 64 numbers each, so that it never takes more than ten bytes for an origin, nor more than a seventh of a byte for each
/// origin that the hub knows (14 kB where it knows 100,000): a merge of many models costs that once, and whatever is made of it shares the set.
/// </remarks>
public sealed class OriginSet : IEquatable<OriginSet>
{
    private const int WordBits = 64;
    private const long MostWords = long.MaxValue / WordBits;

    /// <summary>Which 64 numbers, ascending, and which of them.</summary>
    private readonly (long Index, ulong Bits)[] _words;

    private OriginSet((long Index, ulong Bits)[] words) => _words = words;

    public static OriginSet Empty { get; } = new([]);

    public bool IsEmpty => _words.Length == 0;

    /// <summary>The numbers, ascending.</summary>
    public IEnumerable<long> Members
    {
        get
        {
            foreach (var (index, bits) in _words)
            {
                for (var left = bits; left != 0; left &= left - 1)
                    yield return (index * WordBits) + BitOperations.TrailingZeroCount(left);
            }
        }
    }

    public static OriginSet Of(long member) => new([(member / WordBits, 1UL << (int)(member % WordBits))]);

    public bool Contains(long member)
    {
        var at = Array.BinarySearch(_words, (member / WordBits, 0UL), ByIndex.Instance);
        return at >= 0 && (_words[at].Bits >> (int)(member % WordBits) & 1) == 1;
    }

    public bool Overlaps(OriginSet other)
    {
        for (int at = 0, against = 0; at < _words.Length && against < other._words.Length;)
        {
            var (one, two) = (_words[at], other._words[against]);
            if (one.Index == two.Index && (one.Bits & two.Bits) != 0)
                return true;
            (at, against) = (at + (one.Index <= two.Index ? 1 : 0), against + (two.Index <= one.Index ? 1 : 0));
        }

        return false;
    }

    /// <returns>One of the two themselves where it holds the other.</returns>
    public OriginSet Union(OriginSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other))
            return this;
        if (IsEmpty)
            return other;
        var words = new List<(long, ulong)>(Math.Max(_words.Length, other._words.Length));
        for (int at = 0, against = 0; at < _words.Length || against < other._words.Length;)
        {
            var one = at < _words.Length ? _words[at] : (Index: long.MaxValue, Bits: 0UL);
            var two = against < other._words.Length ? other._words[against] : (Index: long.MaxValue, Bits: 0UL);
            words.Add(one.Index == two.Index ? (one.Index, one.Bits | two.Bits) : one.Index < two.Index ? one : two);
            (at, against) = (at + (one.Index <= two.Index ? 1 : 0), against + (two.Index <= one.Index ? 1 : 0));
        }

        var union = new OriginSet([.. words]);
        return union.Equals(this) ? this : union.Equals(other) ? other : union;
    }

    public OriginSet Except(OriginSet other)
    {
        if (!Overlaps(other))
            return this;
        var taken = other._words.ToDictionary(word => word.Index, word => word.Bits);
        return new([.. _words.Select(word => (word.Index, word.Bits & ~taken.GetValueOrDefault(word.Index))).Where(word => word.Item2 != 0)]);
    }

    /// <summary>For each word the distance from the one before (LEB128), then its 64 bits, little-endian.</summary>
    public byte[] ToBytes()
    {
        var (bytes, length, before) = (new byte[_words.Length * 18], 0, 0L);
        foreach (var (index, bits) in _words)
        {
            var distance = index - before;
            for (; distance >= 0x80; distance >>= 7)
                bytes[length++] = (byte)(distance | 0x80);
            bytes[length++] = (byte)distance;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(length), bits);
            (length, before) = (length + sizeof(ulong), index);
        }

        return bytes[..length];
    }

    /// <exception cref="FormatException">When the bytes were not written by <see cref="ToBytes"/>.</exception>
    public static OriginSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var (words, index) = (new List<(long, ulong)>(), 0L);
        while (!bytes.IsEmpty)
        {
            var (distance, shift) = (0L, 0);
            while (shift < 63 && !bytes.IsEmpty)
            {
                var next = bytes[0];
                bytes = bytes[1..];
                distance |= (long)(next & 0x7F) << shift;
                shift += 7;
                if (next < 0x80)
                    break;
            }

            if (bytes.Length < sizeof(ulong) || distance > MostWords - index || (distance == 0 && words.Count > 0))
                throw new FormatException("A set of origins is not readable.");
            index += distance;
            words.Add((index, BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
            bytes = bytes[sizeof(ulong)..];
        }

        return new([.. words]);
    }

    public bool Equals(OriginSet? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    public override bool Equals(object? obj) => Equals(obj as OriginSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (index, bits) in _words)
            hash.Add(HashCode.Combine(index, bits));
        return hash.ToHashCode();
    }

    private sealed class ByIndex : IComparer<(long Index, ulong Bits)>
    {
        public static readonly ByIndex Instance = new();

        public int Compare((long Index, ulong Bits) x, (long Index, ulong Bits) y) => x.Index.CompareTo(y.Index);
    }
}
