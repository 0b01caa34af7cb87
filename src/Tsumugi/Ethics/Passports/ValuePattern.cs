namespace Tsumugi.Ethics.Passports;

/// <summary>How a condition matches one claim: <c>const:</c>, <c>pattern:</c> or <c>split_pattern:</c>, and nothing else.</summary>
/// <remarks>GA4GH Passport v1, sections "conditions" and "Pattern Matching": whole strings, cases apart, <c>?</c> one character, <c>*</c> any number, no escape.</remarks>
public sealed record ValuePattern
{
    private readonly Func<string, bool> _matches;

    private ValuePattern(Func<string, bool> matches) => _matches = matches;

    /// <returns>Null for a prefix that is not supported.</returns>
    public static ValuePattern? Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var rest = text[(colon + 1)..];
        return (colon < 0 ? "" : text[..colon]) switch
        {
            "const" => new(value => value == rest),
            "pattern" => new(value => Fits(rest, value)),
            "split_pattern" => new(value => value.Split(';').Any(part => Fits(rest, part))),
            _ => null,
        };
    }

    public bool Matches(string value) => _matches(value);

    /// <summary>Greedy with one place to come back to: no more than length times length steps, however many stars.</summary>
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++mark);
            else
                return false;
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
