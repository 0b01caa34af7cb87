using System.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Reads <c>&lt;ID=DP,Number=1,Description="a, \"b\""&gt;</c> (VCF 4.5, section 1.4).</summary>
internal static class MetaFields
{
    /// <returns>Null when the text is no such list.</returns>
    public static Dictionary<string, string>? Read(string text)
    {
        if (text is not ['<', .., '>'])
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var (rest, at) = (text[1..^1], 0);
        while (at < rest.Length)
        {
            var equals = rest.IndexOf('=', at);
            if (equals <= at || Value(rest, equals + 1) is not var (value, end) || !fields.TryAdd(rest[at..equals].Trim(), value))
                return null;
            at = end + 1;
        }
        return fields;
    }

    /// <returns>The value and where it ends: at a comma or the end. Null when a quotation is not closed.</returns>
    private static (string Value, int End)? Value(string text, int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var comma = text.IndexOf(',', at);
            return comma < 0 ? (text[at..], text.Length) : (text[at..comma], comma);
        }
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }
        return at + 1 < text.Length && text[at + 1] == ',' || at + 1 == text.Length ? (value.ToString(), at + 1) : null;
    }
}
