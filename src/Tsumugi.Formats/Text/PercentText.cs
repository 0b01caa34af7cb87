using System.Text;

namespace Tsumugi.Formats.Text;

/// <summary>Text in which %XX stands for a byte (GFF3; VCF since 4.3). A percent sign without two hexadecimal digits stands for itself, as writers forget to escape it.</summary>
internal static class PercentText
{
    public static string Decode(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'%'))
            return Encoding.UTF8.GetString(text);
        var decoded = new byte[text.Length];
        var length = 0;
        while (text.Length > 0)
        {
            var escaped = text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
            decoded[length++] = escaped ? (byte)((Digit(text[1]) << 4) | Digit(text[2])) : text[0];
            text = text[(escaped ? 3 : 1)..];
        }
        return Encoding.UTF8.GetString(decoded, 0, length);
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
