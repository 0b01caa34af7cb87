using System.Buffers.Binary;
using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The central directory of a zip.</summary>
internal static class ZipDirectory
{
    private const int FixedLength = 46;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Names of Japanese Windows are neither UTF-8 nor the code page 437 of the specification.</summary>
    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <exception cref="CheckStopException">The directory is malformed or too long.</exception>
    public static IEnumerable<ZipEntry> Read(ZipBytes zip, ZipEnd end)
    {
        var (at, count) = (end.DirectoryAt, 0L);
        for (; at < end.DirectoryEnd; count++)
        {
            var head = zip.Read(at, FixedLength);
            if (head is not [(byte)'P', (byte)'K', 1, 2, ..])
                throw zip.Stop(at, "An entry of the directory lacks its signature.");
            var (name, extra, comment) = (UInt16(head, 28), UInt16(head, 30), UInt16(head, 32));
            var rest = zip.Read(at + FixedLength, name + extra);
            yield return Entry(zip, at, head, rest.AsSpan(0, name), rest.AsSpan(name));
            at += FixedLength + name + extra + comment;
        }
        if (at != end.DirectoryEnd || count != end.Entries)
            throw zip.Stop(end.DirectoryEnd, $"The directory has {count} entries; its end states {end.Entries}.");
    }

    private static ZipEntry Entry(ZipBytes zip, long at, byte[] head, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        var wide = Zip64(extra);
        var taken = 0;
        // Only the fields that do not fit their four bytes are in the extra field, in this order (APPNOTE 4.5.3).
        var length = Wide(BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(24)), wide, ref taken);
        var stored = Wide(BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(20)), wide, ref taken);
        var header = Wide(BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(42)), wide, ref taken);
        if (length is null or < 0 || stored is null or < 0 || header is null or < 0)
            throw zip.Stop(at, "The zip64 field of an entry is absent or malformed.");
        return new()
        {
            Name = Name(name),
            RawName = name.ToArray(),
            Flags = UInt16(head, 8),
            Method = UInt16(head, 10),
            Crc = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(16)),
            StoredLength = stored.Value,
            Length = length.Value,
            HeaderAt = header.Value,
            // Version made by: 3 is Unix, 19 is macOS.
            Attributes = head[5] is 3 or 19 ? BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(38)) : 0,
        };
    }

    private static ReadOnlySpan<byte> Zip64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                return default;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return default;
    }

    private static long? Wide(uint narrow, ReadOnlySpan<byte> wide, ref int taken)
    {
        if (narrow != uint.MaxValue)
            return narrow;
        if (taken + 8 > wide.Length)
            return null;
        taken += 8;
        return BinaryPrimitives.ReadInt64LittleEndian(wide[(taken - 8)..]);
    }

    private static string Name(ReadOnlySpan<byte> name)
    {
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return ShiftJis.GetString(name);
        }
    }

    private static ushort UInt16(byte[] head, int at) => BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(at));
}
