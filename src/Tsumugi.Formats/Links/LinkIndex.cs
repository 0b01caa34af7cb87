using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tsumugi.Formats.Links;

/// <summary>Where the blocks of one direction lie, what they begin with, and their checksums; held in memory.</summary>
internal sealed class LinkIndex
{
    private readonly long[] _starts;
    private readonly uint[] _sums;
    private readonly int[] _keyStarts;
    private readonly byte[] _keys;

    private LinkIndex(long[] starts, uint[] sums, int[] keyStarts, byte[] keys) => (_starts, _sums, _keyStarts, _keys) = (starts, sums, keyStarts, keys);

    public int Count => _sums.Length;

    /// <summary>Byte of the file behind the last block.</summary>
    public long End => _starts[^1];

    public (long Start, int Length, uint Sum) Block(int at) => (_starts[at], (int)(_starts[at + 1] - _starts[at]), _sums[at]);

    public ReadOnlySpan<byte> First(int block) => _keys.AsSpan(_keyStarts[block].._keyStarts[block + 1]);

    /// <returns>The last block that begins before the key: the first pair of the key, if there is one, lies there or begins the next.</returns>
    /// <param name="from">A block that begins before the key, or 0.</param>
    public int Find(ReadOnlySpan<byte> key, int from)
    {
        var (low, step) = (from, 1);
        while (low + step < Count && First(low + step).SequenceCompareTo(key) < 0)
        {
            low += step;
            step *= 2;
        }

        var high = Math.Min(low + step, Count);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (First(middle).SequenceCompareTo(key) < 0)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[4 + (8 * _starts.Length) + (4 * Count) + (4 * _keyStarts.Length) + _keys.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Count);
        var at = 4;
        Put(MemoryMarshal.AsBytes<long>(_starts));
        Put(MemoryMarshal.AsBytes<uint>(_sums));
        Put(MemoryMarshal.AsBytes<int>(_keyStarts));
        Put(_keys);
        return bytes;

        void Put(ReadOnlySpan<byte> part)
        {
            part.CopyTo(bytes.AsSpan(at));
            at += part.Length;
        }
    }

    /// <returns>Null when the bytes cannot be an index of blocks that lie between the two places.</returns>
    public static LinkIndex? Read(ReadOnlySpan<byte> bytes, long begin, long end)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(bytes) is var count && (count < 0 || count > bytes.Length / 16))
            return null;
        var fixedBytes = 4 + (8 * (count + 1)) + (4 * count) + (4 * (count + 1));
        if (bytes.Length < fixedBytes)
            return null;
        var starts = MemoryMarshal.Cast<byte, long>(bytes.Slice(4, 8 * (count + 1))).ToArray();
        var sums = MemoryMarshal.Cast<byte, uint>(bytes.Slice(4 + (8 * (count + 1)), 4 * count)).ToArray();
        var keyStarts = MemoryMarshal.Cast<byte, int>(bytes[(fixedBytes - (4 * (count + 1)))..fixedBytes]).ToArray();
        var keys = bytes[fixedBytes..].ToArray();
        return Ascends(starts, begin, end) && Ascends([.. keyStarts.Select(start => (long)start)], 0, keys.Length) ? new(starts, sums, keyStarts, keys) : null;
    }

    private static bool Ascends(ReadOnlySpan<long> values, long first, long last)
    {
        if (values[0] != first || values[^1] != last)
            return false;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] <= values[i - 1] || values[i] - values[i - 1] > ushort.MaxValue)
                return false;
        }

        return true;
    }

    internal sealed class Builder
    {
        private readonly List<long> _starts = [];
        private readonly List<uint> _sums = [];
        private readonly List<int> _keyStarts = [];
        private readonly List<byte> _keys = [];

        public void Begin(long start, ReadOnlySpan<byte> key)
        {
            _starts.Add(start);
            _keyStarts.Add(_keys.Count);
            _keys.AddRange(key);
        }

        public void End(uint sum) => _sums.Add(sum);

        /// <param name="end">Byte behind the last block.</param>
        /// <param name="shift">Bytes by which the blocks have moved since they were written.</param>
        public LinkIndex Make(long end, long shift = 0) => new([.. _starts.Select(start => start + shift), end + shift], [.. _sums], [.. _keyStarts, _keys.Count], [.. _keys]);
    }
}
