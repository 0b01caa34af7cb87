using System.Globalization;
using System.Text;

namespace Tsumugi.Torch.Tokens;

/// <summary>BERT's basic tokenizer: cleans text, takes accents off where the model is uncased, and splits it at white space, punctuation and Chinese characters.</summary>
internal static class BertWords
{
    public static IEnumerable<string> Split(string text, bool lowerCase)
    {
        var word = new StringBuilder();
        foreach (var rune in Normalised(text, lowerCase))
        {
            var alone = IsPunctuation(rune) || IsChinese(rune);
            if (word.Length > 0 && (alone || IsSpace(rune)))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
                yield return rune.ToString();
            else if (!IsSpace(rune))
                word.Append(rune.ToString());
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static IEnumerable<Rune> Normalised(string text, bool lowerCase)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0 && rune != Rune.ReplacementChar && (IsSpace(rune) || !IsControl(rune)))
                clean.Append(rune.ToString());
        }

        if (!lowerCase)
            return clean.ToString().EnumerateRunes().ToArray();
        return clean.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            .Select(Rune.ToLowerInvariant);
    }

    private static bool IsSpace(Rune rune) => rune.Value is '\t' or '\n' or '\r' || Rune.IsWhiteSpace(rune) && !IsControl(rune);

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>Punctuation of Unicode, and all signs of ASCII that are neither letter nor digit.</summary>
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    /// <summary>The blocks of ideographs that BERT sets apart; kana and hangul are not among them.</summary>
    private static bool IsChinese(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
