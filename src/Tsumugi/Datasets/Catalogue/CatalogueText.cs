using System.Globalization;
using System.Text;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>Cuts texts into what they are found by: words of scripts with spaces, and pairs of letters of Japanese, which has none.</summary>
/// <remarks>
/// A run of Japanese letters becomes all pairs of neighbours, and its last letter alone; what is asked for becomes its pairs alone, in the same order.
/// So any part of a run is found wherever it stands, of two letters as well, for which SQLite's own <c>trigram</c> finds nothing.
/// </remarks>
public static class CatalogueText
{
    /// <summary>Letters of full and half width, capitals and small ones, hiragana and katakana (がん, ガン) alike.</summary>
    public static string Fold(string text)
    {
        var folded = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().ToCharArray();
        for (var at = 0; at < folded.Length; at++)
        {
            if (folded[at] is >= 'ぁ' and <= 'ゖ')
                folded[at] += (char)('ァ' - 'ぁ');
        }

        return new(folded);
    }

    /// <summary>As it is kept.</summary>
    public static IEnumerable<string> Kept(string text) => Tokens(text, asked: false);

    /// <summary>As it is asked for: tokens that must follow one another.</summary>
    public static IReadOnlyList<string> Asked(string text) => [.. Tokens(text, asked: true)];

    /// <summary>The Japanese letters that occur, each once: one alone is asked for by these.</summary>
    public static IEnumerable<char> Letters(IEnumerable<string> texts) => texts.SelectMany(Fold).Where(IsJapanese).Distinct();

    /// <returns>The folded letter, when it is one Japanese letter and nothing else; otherwise null.</returns>
    public static char? Letter(string text) => Fold(text) is [var only] && IsJapanese(only) ? only : null;

    private static IEnumerable<string> Tokens(string text, bool asked)
    {
        var (folded, at) = (Fold(text), 0);
        while (at < folded.Length)
        {
            var begin = at;
            if (IsJapanese(folded[at]))
            {
                while (at < folded.Length && IsJapanese(folded[at]))
                    at++;
                for (var pair = begin; pair < at - 1; pair++)
                    yield return folded[pair..(pair + 2)];

                // The last letter closes a run, so that words on both sides of its end are neighbours; asked for, it is known only when something follows.
                if (!asked || at - begin == 1 || HasMore(folded, at))
                    yield return folded[(at - 1)..at];
            }
            else if (IsWord(folded[at]))
            {
                while (at < folded.Length && IsWord(folded[at]))
                    at++;
                yield return Singular(folded[begin..at]);
            }
            else
            {
                at++;
            }
        }
    }

    private static bool HasMore(string folded, int from) => folded.AsSpan(from).ContainsAnyExcept(" ") && folded[from..].Any(letter => IsJapanese(letter) || IsWord(letter));

    /// <summary>Of English plurals, what Harman's S-stemmer takes away (JASIS 42:7, 1991).</summary>
    private static string Singular(string word) => word switch
    {
        { Length: < 4 } => word,
        [.., 'i', 'e', 's'] when word[^4] is not ('e' or 'a') => $"{word[..^3]}y",
        [.., 'e', 's'] when word[^3] is not ('a' or 'e' or 'o') => word[..^1],
        [.., 's'] when word[^2] is not ('u' or 's') => word[..^1],
        _ => word,
    };

    private static bool IsWord(char letter) => !IsJapanese(letter) && (char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark);

    private static bool IsJapanese(char letter) => letter is
        (>= '぀' and <= 'ヿ' and not '・') or (>= '㐀' and <= '䶿') or (>= '一' and <= '鿿') or (>= '豈' and <= '﫿') or '々' or '〆' or (>= '가' and <= '힣');
}
