using Tsumugi.Datasets.Catalogue.Store;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>What somebody looks for.</summary>
/// <param name="Text">Words in Japanese or English, all of which must be found; null or nothing for everything, the newest first. <c>lepto*</c> finds what begins so.</param>
/// <param name="Chosen">Values of facets: of one facet any, of several all. Diseases take in what is a kind of them.</param>
/// <param name="Page">From 1.</param>
public sealed record CatalogueRequest(string? Text, IReadOnlyList<Facet> Chosen, int Page)
{
    public const int PageSize = 20;

    private const int MostCharacters = 1_000;
    private const int MostWords = 16;
    private const int LongestName = 6;
    private const int LeastBeginning = 3;

    /// <param name="kinds">That the catalogue has.</param>
    /// <param name="scopes">Those of the reader; null for a reader who is named everything.</param>
    internal Outcome<CatalogueQuestion> Read(CatalogueWords words, IReadOnlyList<string> kinds, IReadOnlyList<string>? scopes)
    {
        var (text, faults) = (Text?.Trim() ?? "", new FieldFaults());
        string[] typed = [.. text[..Math.Min(text.Length, MostCharacters)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => CatalogueText.Asked(word).Count > 0)];
        faults
            .Need(text.Length <= MostCharacters, "q", new($"{MostCharacters:N0} 文字以内で入力してください（{text.Length:N0} 文字あります）。", $"Keep it within {MostCharacters:N0} characters; there are {text.Length:N0}."))
            .Need(text.Length == 0 || typed.Length > 0, "q", new("文字か数字を入れてください。記号だけでは探せません。", "Give letters or digits; signs alone find nothing."))
            .Need(typed.Length <= MostWords, "q", new($"言葉は {MostWords} 個までです（{typed.Length} 個あります）。", $"At most {MostWords} words can be looked for; there are {typed.Length}."));
        foreach (var (facet, known) in Closed(kinds))
        {
            var wrong = Chosen.Where(one => one.Name == facet && !known.Contains(one.Value, StringComparer.OrdinalIgnoreCase)).Select(one => one.Value).ToList();
            faults.Need(wrong.Count == 0, facet, new($"「{string.Join("、", wrong)}」はありません。{string.Join("・", known)} から選んでください。", $"There is no {string.Join(", ", wrong)}; choose from {string.Join(", ", known)}."));
        }

        if (faults.ToRefusal("bad-question") is { } refusal)
            return refusal;
        var filters = words.Choose(Chosen).GroupBy(facet => facet.Name).Select(IReadOnlyList<Facet> (group) => [.. group]);
        return new CatalogueQuestion
        {
            Text = text,
            Words = [.. Parts(typed, words)],
            Filters = [.. filters, .. scopes is null ? Array.Empty<IReadOnlyList<Facet>>() : [[.. scopes.Select(CatalogueIndex.ScopeOf)]]],
            Skip = (int)Math.Min((Math.Max(Page, 1) - 1L) * PageSize, int.MaxValue),
            Take = PageSize,
        };
    }

    private static IEnumerable<(string Facet, IReadOnlyList<string> Known)> Closed(IReadOnlyList<string> kinds) =>
    [
        (Facets.Kind, kinds), (Facets.Access, AccessValues.All),
        (Facets.Layer, [.. Enum.GetNames<Layer>().Select(name => name.ToLowerInvariant())]), (Facets.Modality, [.. Enum.GetNames<Modality>().Select(name => name.ToLowerInvariant())]),
    ];

    /// <summary>The longest run of words that something is called by is one part, met by any other of its names as well.</summary>
    private static IEnumerable<IReadOnlyList<Alternative>> Parts(string[] typed, CatalogueWords words)
    {
        for (var at = 0; at < typed.Length;)
        {
            var length = Math.Min(LongestName, typed.Length - at);
            while (length > 1 && words.Called(typed[at..(at + length)].SelectMany(CatalogueText.Asked)).Count == 0)
                length--;
            var run = typed[at..(at + length)];
            yield return [new([.. run.Select(Asked)]), .. words.Called(run.SelectMany(CatalogueText.Asked)).SelectMany(Others)];
            at += length;
        }
    }

    private static Phrase Asked(string word) => Phrase.Of(word) with { Begins = word.EndsWith('*') && word.Length > LeastBeginning };

    private static IEnumerable<Alternative> Others(Concept concept) =>
    [
        .. concept.Labels.Select(Phrase.Of).Where(phrase => phrase.Tokens.Count > 0).Select(phrase => new Alternative([phrase])),
        .. concept.Facet is not { } facet ? Array.Empty<Alternative>() : [new Alternative(facet), new Alternative(new Facet(CatalogueWords.Within, facet.Value))],
    ];
}
