using Tsumugi.Datasets.Catalogue;

namespace Tsumugi.Bench.Link.Catalogue;

/// <summary>Questions as people ask them: words with the chances that records have them, so that common words are asked for often; names with synonyms; facets.</summary>
internal static class MadeQuestions
{
    public static IEnumerable<(string Form, CatalogueRequest Request)> Draw(int count)
    {
        var random = new Random(9);
        for (var at = 0; at < count; at++)
            yield return One(random);
    }

    private static (string Form, CatalogueRequest Request) One(Random random) => random.Next(12) switch
    {
        0 => ("nothing", new("", [], 1)),
        1 or 2 => ("a word", new(MadeWords.English(random), [], 1)),
        3 => ("two words", new($"{MadeWords.English(random)} {MadeWords.English(random)}", [], 1)),
        4 => ("three words, facet", new($"{MadeWords.English(random)} {MadeWords.English(random)} {MadeWords.English(random)}", [new(Facets.Organism, MadeWords.Organism(random))], 1)),
        5 or 6 => ("a Japanese word", new(MadeWords.Japanese(random), [], 1)),
        7 => ("part of a Japanese word", new(MadeWords.Japanese(random)[..2], [], 1)),
        8 => ("one kanji", new(MadeWords.Japanese(random)[..1], [], 1)),
        9 => ("both languages", new($"{MadeWords.Japanese(random)} {MadeWords.English(random)}", [], 1)),
        10 => ("a disease's name", new(MadeWords.DiseaseName(random), [new(Facets.Kind, "dataset")], 1)),
        _ => ("facets", new("", [new(Facets.Organism, MadeWords.Organism(random)), new(Facets.Layer, MadeWords.Layer(random))], 1 + random.Next(3))),
    };
}
