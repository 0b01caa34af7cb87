using System.Buffers.Binary;
using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>One header block of a tar (POSIX.1-2017, pax, "ustar Interchange Format").</summary>
internal sealed record TarHeader(string Name, char Type, long? Length, string Target)
{
    public const int BlockLength = 512;

    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        var prefix = block[257..].StartsWith("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        var name = Text(block[..100]);
        return new(prefix.Length > 0 ? $"{prefix}/{name}" : name, (char)block[156], Number(block.Slice(124, 12)), Text(block.Slice(157, 100)));
    }

    /// <summary>The sum of all bytes, the checksum's own counted as spaces; old writers summed with a sign.</summary>
    public static bool HasChecksum(ReadOnlySpan<byte> block)
    {
        var (unsigned, signed) = (0L, 0L);
        for (var i = 0; i < BlockLength; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : block[i];
            (unsigned, signed) = (unsigned + value, signed + (sbyte)value);
        }
        return Number(block.Slice(148, 8)) is { } stated && (stated == unsigned || stated == signed);
    }

    /// <summary>Octal digits, or, with the first bit set, a big-endian number (GNU).</summary>
    public static long? Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return field[0] == 0x80 && field[..^8].IndexOfAnyExcept((byte)0, (byte)0x80) < 0
                && BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is var wide && wide >= 0 ? wide : null;
        var digits = field.Trim((ReadOnlySpan<byte>)[(byte)' ', 0]);
        var number = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            number = 8 * number + digit - '0';
        }
        return digits.IsEmpty ? null : number;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
