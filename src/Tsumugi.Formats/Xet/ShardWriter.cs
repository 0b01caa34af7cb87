using System.Buffers.Binary;

namespace Tsumugi.Formats.Xet;

/// <summary>Writes what a store knows of some xorbs, as an answer to a client that asks for a chunk.</summary>
public static class ShardWriter
{
    /// <param name="key">32 bytes under which the hashes of chunks are hidden: only who has a chunk recognises it. Zero leaves them plain.</param>
    /// <param name="expiry">Until when the answer may be used.</param>
    public static byte[] Write(IReadOnlyList<ShardXorb> xorbs, XetHash key, DateTime now, DateTime expiry)
    {
        var entries = 2 + xorbs.Sum(xorb => 1 + xorb.Chunks.Count);
        var bytes = new byte[ShardFormat.HeaderBytes + (entries * ShardFormat.EntryBytes) + ShardFormat.FooterBytes];
        ShardFormat.Mark.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), ShardFormat.HeaderVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), ShardFormat.FooterBytes);

        var at = ShardFormat.HeaderBytes;
        ShardFormat.SectionEnd.Write(bytes.AsSpan(at));
        at += ShardFormat.EntryBytes;
        var xorbSection = at;
        foreach (var xorb in xorbs)
            at = WriteXorb(bytes, at, xorb, key);
        ShardFormat.SectionEnd.Write(bytes.AsSpan(at));
        WriteFooter(bytes.AsSpan(at + ShardFormat.EntryBytes), xorbSection, at + ShardFormat.EntryBytes, key, now, expiry, xorbs);
        return bytes;
    }

    private static int WriteXorb(byte[] bytes, int at, ShardXorb xorb, XetHash key)
    {
        var head = bytes.AsSpan(at, ShardFormat.EntryBytes);
        xorb.Hash.Write(head);
        Number(head, 36, (uint)xorb.Chunks.Count);
        Number(head, 40, (uint)xorb.Chunks.Sum(chunk => chunk.Length));
        Number(head, 44, xorb.PackedLength);
        at += ShardFormat.EntryBytes;
        var keyBytes = key.ToBytes();
        foreach (var chunk in xorb.Chunks)
        {
            var entry = bytes.AsSpan(at, ShardFormat.EntryBytes);
            (key.IsZero ? chunk.Hash : XetHashing.Keyed(chunk.Hash, keyBytes)).Write(entry);
            Number(entry, 32, chunk.Offset);
            Number(entry, 36, chunk.Length);
            at += ShardFormat.EntryBytes;
        }

        return at;
    }

    private static void WriteFooter(
        Span<byte> footer, int xorbSection, int footerOffset, XetHash key, DateTime now, DateTime expiry, IReadOnlyList<ShardXorb> xorbs)
    {
        Long(footer, 0, ShardFormat.FooterVersion);
        Long(footer, 8, ShardFormat.HeaderBytes);
        Long(footer, 16, (ulong)xorbSection);

        // No lookup tables: each of the three is empty and begins where the footer does.
        foreach (var table in (int[])[24, 40, 56])
            Long(footer, table, (ulong)footerOffset);
        key.Write(footer[72..]);
        Long(footer, 104, (ulong)new DateTimeOffset(now).ToUnixTimeSeconds());
        Long(footer, 112, (ulong)new DateTimeOffset(expiry).ToUnixTimeSeconds());
        Long(footer, 168, (ulong)xorbs.Sum(xorb => xorb.PackedLength));
        Long(footer, 184, (ulong)xorbs.Sum(xorb => xorb.Chunks.Sum(chunk => chunk.Length)));
        Long(footer, 192, (ulong)footerOffset);
    }

    private static void Number(Span<byte> entry, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(entry[at..], value);

    private static void Long(Span<byte> footer, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(footer[at..], value);
}
