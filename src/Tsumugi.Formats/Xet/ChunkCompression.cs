using K4os.Compression.LZ4.Streams;
using System.Buffers;

namespace Tsumugi.Formats.Xet;

/// <summary>How a chunk lies in its xorb.</summary>
public enum ChunkScheme : byte
{
    None = 0,

    /// <summary>An LZ4 frame.</summary>
    Lz4 = 1,

    /// <summary>An LZ4 frame of the bytes in four groups: every fourth from the first, from the second, and so on. Suits floating-point numbers.</summary>
    GroupedLz4 = 2,
}

/// <summary>Packs and unpacks single chunks. Source: xet-core, xorb_object/compression_scheme.rs and byte_grouping/bg4.rs.</summary>
public static class ChunkCompression
{
    private const int Groups = 4;

    /// <param name="target">Receives exactly the chunk.</param>
    /// <exception cref="XetFormatException">When the packed bytes are broken or do not give exactly that many.</exception>
    public static void Unpack(ChunkScheme scheme, ReadOnlySpan<byte> packed, Span<byte> target)
    {
        switch (scheme)
        {
            case ChunkScheme.None when packed.Length == target.Length:
                packed.CopyTo(target);
                return;
            case ChunkScheme.None:
                throw new XetFormatException($"A chunk of {target.Length} bytes is said to lie unpacked in {packed.Length}.");
            case ChunkScheme.Lz4:
                UnpackFrame(packed, target);
                return;
            default:
                var grouped = ArrayPool<byte>.Shared.Rent(target.Length);
                try
                {
                    UnpackFrame(packed, grouped.AsSpan(0, target.Length));
                    Regroup(grouped.AsSpan(0, target.Length), target);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(grouped);
                }

                return;
        }
    }

    private static void Regroup(ReadOnlySpan<byte> grouped, Span<byte> target)
    {
        var start = 0;
        for (var group = 0; group < Groups; group++)
        {
            var count = (target.Length - group + Groups - 1) / Groups;
            for (var i = 0; i < count; i++)
                target[(i * Groups) + group] = grouped[start + i];
            start += count;
        }
    }

    private static void UnpackFrame(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var copy = ArrayPool<byte>.Shared.Rent(packed.Length);
        try
        {
            packed.CopyTo(copy);
            using var frame = LZ4Frame.Decode(new ReadOnlyMemory<byte>(copy, 0, packed.Length));
            var length = 0;
            while (length < target.Length && frame.ReadManyBytes(target[length..]) is var read and > 0)
                length += read;
            Span<byte> more = stackalloc byte[1];
            if (length != target.Length || frame.ReadManyBytes(more) > 0)
                throw new XetFormatException($"A packed chunk does not give the {target.Length} bytes that its header says.");
        }
        catch (Exception error) when (error is not XetFormatException)
        {
            // The library throws what it met; here it is always the sender's bytes.
            throw new XetFormatException($"A packed chunk is no LZ4 frame: {error.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
