using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Tsumugi.Formats.Xet;

/// <summary>Keyed BLAKE3 of a whole input, 32 bytes out. Source: the BLAKE3 paper, sections 2.1 to 2.6.</summary>
/// <remarks>No library in the registry has the keyed mode at the speed of a disk, and every byte stored passes here.</remarks>
public static class Blake3
{
    public const int HashBytes = 32;

    internal const int BlockBytes = 64;
    internal const int LeafBytes = 1024;

    internal const uint ChunkStart = 1;
    internal const uint ChunkEnd = 2;
    internal const uint Parent = 4;
    internal const uint Root = 8;
    internal const uint KeyedHash = 16;

    internal const uint Iv0 = 0x6A09E667, Iv1 = 0xBB67AE85, Iv2 = 0x3C6EF372, Iv3 = 0xA54FF53A;

    private const int Words = 8;

    /// <summary>Which message word goes where in each of the seven rounds.</summary>
    internal static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
        3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
        10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
        12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
        9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
        11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
    ];

    /// <param name="key">32 bytes.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    public static void Keyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<uint> keyWords = stackalloc uint[Words];
        for (var i = 0; i < Words; i++)
            keyWords[i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);

        var leaves = Math.Max(1, (data.Length + LeafBytes - 1) / LeafBytes);
        Span<uint> result = stackalloc uint[Words];
        if (leaves == 1)
        {
            Leaf(keyWords, data, 0, Root, result);
        }
        else
        {
            var values = leaves <= 128 ? stackalloc uint[128 * Words] : new uint[leaves * Words];
            Leaves(keyWords, data, leaves, values);
            for (var left = leaves; left > 2; left = (left + 1) / 2)
                MergePairs(keyWords, values, left);
            ParentNode(keyWords, values[..16], Root, result);
        }

        for (var i = 0; i < Words; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(hash[(4 * i)..], result[i]);
    }

    private static void Leaves(ReadOnlySpan<uint> key, ReadOnlySpan<byte> data, int leaves, Span<uint> values)
    {
        var next = 0;
        if (Blake3Lanes.Supported)
        {
            for (; (next + Blake3Lanes.Count) * LeafBytes <= data.Length; next += Blake3Lanes.Count)
                Blake3Lanes.Leaves(key, data.Slice(next * LeafBytes, Blake3Lanes.Count * LeafBytes), (uint)next, values.Slice(next * Words, Blake3Lanes.Count * Words));
        }

        for (; next < leaves; next++)
        {
            var bytes = data.Slice(next * LeafBytes, Math.Min(LeafBytes, data.Length - (next * LeafBytes)));
            Leaf(key, bytes, (uint)next, 0, values.Slice(next * Words, Words));
        }
    }

    // Merging neighbours level by level, with an odd one carried up, gives the left-complete tree of the paper.
    private static void MergePairs(ReadOnlySpan<uint> key, Span<uint> values, int count)
    {
        var pairs = count / 2;
        var next = 0;
        if (Blake3Lanes.Supported)
        {
            for (; next + Blake3Lanes.Count <= pairs; next += Blake3Lanes.Count)
            {
                var blocks = MemoryMarshal.AsBytes(values.Slice(next * 16, Blake3Lanes.Count * 16));
                Blake3Lanes.Parents(key, blocks, values.Slice(next * Words, Blake3Lanes.Count * Words));
            }
        }

        for (; next < pairs; next++)
            ParentNode(key, values.Slice(next * 16, 16), 0, values.Slice(next * Words, Words));
        if (count % 2 == 1)
            values.Slice((count - 1) * Words, Words).CopyTo(values[(pairs * Words)..]);
    }

    private static void Leaf(ReadOnlySpan<uint> key, ReadOnlySpan<byte> data, uint counter, uint lastFlags, Span<uint> value)
    {
        Span<uint> message = stackalloc uint[16];
        Span<byte> padded = stackalloc byte[BlockBytes];
        key.CopyTo(value);
        var flags = ChunkStart;
        do
        {
            var length = Math.Min(BlockBytes, data.Length);
            padded.Clear();
            data[..length].CopyTo(padded);
            for (var i = 0; i < 16; i++)
                message[i] = BinaryPrimitives.ReadUInt32LittleEndian(padded[(4 * i)..]);
            data = data[length..];
            if (data.IsEmpty)
                flags |= ChunkEnd | lastFlags;
            Compress(value, message, counter, (uint)length, flags | KeyedHash);
            flags = 0;
        }
        while (!data.IsEmpty);
    }

    private static void ParentNode(ReadOnlySpan<uint> key, ReadOnlySpan<uint> children, uint flags, Span<uint> value)
    {
        Span<uint> message = stackalloc uint[16];
        children.CopyTo(message);
        key.CopyTo(value);
        Compress(value, message, 0, BlockBytes, flags | Parent | KeyedHash);
    }

    private static void Compress(Span<uint> value, ReadOnlySpan<uint> message, uint counter, uint length, uint flags)
    {
        Span<uint> v =
        [
            value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7],
            Iv0, Iv1, Iv2, Iv3, counter, 0, length, flags,
        ];
        for (var round = 0; round < 7; round++)
        {
            var order = Schedule.Slice(16 * round, 16);
            Mix(v, 0, 4, 8, 12, message[order[0]], message[order[1]]);
            Mix(v, 1, 5, 9, 13, message[order[2]], message[order[3]]);
            Mix(v, 2, 6, 10, 14, message[order[4]], message[order[5]]);
            Mix(v, 3, 7, 11, 15, message[order[6]], message[order[7]]);
            Mix(v, 0, 5, 10, 15, message[order[8]], message[order[9]]);
            Mix(v, 1, 6, 11, 12, message[order[10]], message[order[11]]);
            Mix(v, 2, 7, 8, 13, message[order[12]], message[order[13]]);
            Mix(v, 3, 4, 9, 14, message[order[14]], message[order[15]]);
        }

        for (var i = 0; i < Words; i++)
            value[i] = v[i] ^ v[i + Words];
    }

    private static void Mix(Span<uint> v, int a, int b, int c, int d, uint x, uint y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 12);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 8);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 7);
    }
}
