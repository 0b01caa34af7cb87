using System.Globalization;
using System.Text;

namespace Tsumugi.Torch.Tokens;

/// <summary>Where no merge crosses: GPT-2's borders between words. A space belongs to the word behind it; nothing is left out.</summary>
/// <remarks>In the words of a regular expression: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, over code points.</remarks>
internal static class ByteLevelWords
{
    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    public static IEnumerable<Range> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = End(text, at);
            yield return at..end;
            at = end;
        }
    }

    private static int End(string text, int at)
    {
        if (text[at] == '\'' && Contraction(text.AsSpan(at + 1)) is > 0 and var length)
            return at + 1 + length;
        var (kind, width) = KindAt(text, at);
        if (kind != Kind.Space)
            return RunEnd(text, at, kind);
        if (text[at] == ' ' && at + 1 < text.Length && KindAt(text, at + 1).Kind is not Kind.Space and var next)
            return RunEnd(text, at + 1, next);
        var end = RunEnd(text, at, Kind.Space);
        // White space is one char wide everywhere; the last before a word is left to it, or stands alone.
        return end == text.Length || end == at + width ? end : end - 1;
    }

    private static int Contraction(ReadOnlySpan<char> rest) => rest switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };

    private static int RunEnd(string text, int at, Kind kind)
    {
        while (at < text.Length && KindAt(text, at) is var (found, width) && found == kind)
            at += width;
        return at;
    }

    private static (Kind Kind, int Width) KindAt(string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
            return (Kind.Other, 1);
        var kind = Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.GetUnicodeCategory(rune) switch
        {
            >= UnicodeCategory.UppercaseLetter and <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
        return (kind, rune.Utf16SequenceLength);
    }
}
