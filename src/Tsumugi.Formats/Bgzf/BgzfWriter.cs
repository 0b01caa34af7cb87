using System.Buffers.Binary;
using System.IO.Compression;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Bgzf;

/// <summary>Packs bytes into BGZF blocks.</summary>
public static class BgzfWriter
{
    /// <summary>Per block: the fastest level writes nine bits for a byte that does not compress, and a block may have 64 KiB.</summary>
    private const int BlockData = 0xE000;
    private const int Header = 18;

    /// <summary>The empty block that marks the end of a whole file (SAM specification, section 4.1.2).</summary>
    public static ReadOnlySpan<byte> EndOfFile =>
    [
        0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, 0x1B, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <returns>Whole blocks; none for no bytes.</returns>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        for (var at = 0; at < bytes.Length; at += BlockData)
            Write(packed, bytes.Slice(at, Math.Min(BlockData, bytes.Length - at)));
        return packed.ToArray();
    }

    private static void Write(MemoryStream target, ReadOnlySpan<byte> data)
    {
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(data);
        var length = Header + (int)deflated.Length + 8;
        Span<byte> number = stackalloc byte[8];
        target.Write(EndOfFile[..16]);
        BinaryPrimitives.WriteUInt16LittleEndian(number, checked((ushort)(length - 1)));
        target.Write(number[..2]);
        deflated.WriteTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(number, Crc32.Append(0, data));
        BinaryPrimitives.WriteInt32LittleEndian(number[4..], data.Length);
        target.Write(number);
    }
}
