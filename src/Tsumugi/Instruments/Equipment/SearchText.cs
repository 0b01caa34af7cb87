using System.Text;

namespace Tsumugi.Instruments.Equipment;

/// <summary>Makes what people type and what is kept alike: cryo-EM, CryoEM and クライオ電顕 written in any width.</summary>
internal static class SearchText
{
    private const int MostWords = 8;

    /// <summary>Letters and digits of compatible width in lower case; nothing else, so that a hyphen more or less does not matter.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(letter) || letter == 'ー')
                plain.Append(char.ToLowerInvariant(letter));
        }

        return plain.ToString();
    }

    /// <summary>What each word of a question becomes; all of them must be found.</summary>
    public static IReadOnlyList<string> Words(string? text) =>
        [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Plain).Where(word => word.Length > 0).Distinct().Take(MostWords)];

    /// <summary>All that an instrument is found by; a line between two texts, so that no word is found across them.</summary>
    public static string Of(Instrument row) => string.Join('\n', ((string?[])[row.Id, row.NameJa, row.NameEn, row.Place, row.Manufacturer, row.Model, row.Identifier,
        .. row.Techniques.Select(Technique.Find).OfType<Technique>().SelectMany(one => (string[])[one.Id, one.Name.Ja, one.Name.En, .. one.Others])])
        .OfType<string>().Select(Plain));
}
