using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Text as Python would read it: an escape must not hide the name of a module.</summary>
internal static class PickleText
{
    /// <summary>No module or attribute is longer; longer texts are not kept.</summary>
    public const int MaxKept = 1_024;

    public static string Utf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>STRING: a literal in quotes with the escapes of Python's bytes.</summary>
    public static string Literal(ReadOnlySpan<byte> line)
    {
        var quoted = Encoding.Latin1.GetString(line).Trim();
        if (quoted is ['\'' or '"', .. var inside, _])
            quoted = inside;
        var text = new StringBuilder();
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length)
                i += Escape(quoted.AsSpan(i + 1), text);
            else
                text.Append(quoted[i]);
        }
        return text.ToString();
    }

    /// <summary>UNICODE: raw-unicode-escape, which knows \u and \U only.</summary>
    public static string RawUnicode(ReadOnlySpan<byte> line)
    {
        var raw = Encoding.Latin1.GetString(line);
        var text = new StringBuilder();
        for (var i = 0; i < raw.Length; i++)
        {
            var digits = raw[i] == '\\' && i + 1 < raw.Length ? raw[i + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits > 0 && i + 2 + digits <= raw.Length && Hex(raw.AsSpan(i + 2, digits)) is { } value && Rune.IsValid(value))
            {
                text.Append(new Rune(value));
                i += 1 + digits;
            }
            else
            {
                text.Append(raw[i]);
            }
        }
        return text.ToString();
    }

    /// <param name="rest">What follows the backslash.</param>
    /// <returns>Characters taken after the backslash.</returns>
    private static int Escape(ReadOnlySpan<char> rest, StringBuilder text)
    {
        if (rest is ['x', _, _, ..] && Hex(rest.Slice(1, 2)) is { } value)
        {
            text.Append((char)value);
            return 3;
        }
        var octal = 0;
        while (octal < Math.Min(3, rest.Length) && rest[octal] is >= '0' and <= '7')
            octal++;
        if (octal > 0)
        {
            text.Append((char)(rest[..octal].ToString().Aggregate(0, (sum, digit) => 8 * sum + digit - '0') & 0xFF));
            return octal;
        }
        text.Append(rest[0] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'a' => '\a', 'b' => '\b', 'f' => '\f', 'v' => '\v', var other => other });
        return 1;
    }

    private static int? Hex(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}
