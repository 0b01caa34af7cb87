using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>What LaTeX writes in titles, as plain text: accents, special letters, no braces.</summary>
internal static partial class LatexText
{
    /// <summary>An accent command, then its combining character (Unicode).</summary>
    private static readonly Dictionary<char, char> Accents = Pairs("`\u0300 '\u0301 ^\u0302 ~\u0303 =\u0304 u\u0306 .\u0307 \"\u0308 r\u030A H\u030B v\u030C c\u0327 k\u0328").ToDictionary(pair => pair[0], pair => pair[1]);

    private static readonly Dictionary<string, string> Letters =
        Pairs("ss=ß ae=æ AE=Æ oe=œ OE=Œ o=ø O=Ø aa=å AA=Å l=ł L=Ł i=ı j=ȷ alpha=α beta=β gamma=γ delta=δ kappa=κ lambda=λ mu=μ")
            .ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1], StringComparer.Ordinal);

    public static string Plain(string text)
    {
        var accented = Accented().Replace(text, match => match.Groups[2].Value + Accents[match.Groups[1].Value[0]]);
        var lettered = Letter().Replace(accented, match => Letters.GetValueOrDefault(match.Groups[1].Value, ""));
        var plain = new StringBuilder();
        foreach (var c in Escaped().Replace(lettered, "$1").Replace("~", " ", StringComparison.Ordinal).Replace("---", "—", StringComparison.Ordinal).Replace("--", "–", StringComparison.Ordinal))
        {
            if (c is not ('{' or '}' or '$'))
                plain.Append(c);
        }

        return Spaces().Replace(plain.ToString(), " ").Trim().Normalize(NormalizationForm.FormC);
    }

    private static string[] Pairs(string text) => text.Split(' ');

    // \"{o}, \"o, {\"o}, \'{\i}, \v{s}; an accent that is a letter needs a brace or a space before its own.
    [GeneratedRegex("""\\([`'^~=."]|[uvrHck](?=[\s{]))\s*\{?\\?([A-Za-z])\}?""")]
    private static partial Regex Accented();

    [GeneratedRegex(@"\\([A-Za-z]+)\s*")]
    private static partial Regex Letter();

    [GeneratedRegex(@"\\([&%$#_{}])")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
