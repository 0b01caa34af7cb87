using System.Numerics.Tensors;
using Tsumugi.Client.Jobs;
using Tsumugi.Formats.Genes;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Retrieval;

/// <summary>Measures retrieval between the views over the held-out genes, by the model and by baselines.</summary>
/// <remarks>
/// A candidate is right when it is the query's own gene, or carries the same item as it in either view of the direction:
/// a gene with the same product is a right answer to a product, and a gene with the same protein to a protein.
/// </remarks>
public sealed class Measurement(IReadOnlyList<GeneViews> genes, IReadOnlyDictionary<string, float[]> vectors, int width)
{
    /// <param name="trainedPairs">Pairs of views that the model was trained on.</param>
    public RetrievalReport Run(IReadOnlyList<string[]> trainedPairs)
    {
        int[] heldOut = [.. Enumerable.Range(0, genes.Count).Where(index => genes[index].HeldOut)];
        int[] named = [.. heldOut.Where(index => genes[index].Named)];
        var rows = new List<RetrievalFigures>();
        foreach (var (from, to) in Directions())
        {
            var trained = trainedPairs.Any(pair => pair.Contains(from) && pair.Contains(to));
            foreach (var (subset, chosen) in new[] { ("all", heldOut), ("named", named) })
            {
                rows.Add(Figures(from, to, "model", subset, chosen, ByModel(from, to, chosen), trained));
                var (baseline, scores) = ByBaseline(from, to, chosen);
                rows.Add(Figures(from, to, baseline, subset, chosen, scores, false));
            }
        }

        return new() { Genes = genes.Count, HeldOut = heldOut.Length, Directions = rows };
    }

    private static IEnumerable<(string From, string To)> Directions() =>
        from to in Views.All from other in Views.All where to != other select (other, to);

    /// <returns>[query][candidate]: cosine similarity.</returns>
    private float[][] ByModel(string from, string to, int[] chosen) => [.. chosen.Select(query => chosen
        .Select(candidate => TensorPrimitives.Dot<float>(Vector(from, query), Vector(to, candidate)))
        .ToArray())];

    private ReadOnlySpan<float> Vector(string view, int gene) => vectors[view].AsSpan(gene * width, width);

    private (string Name, float[][] Scores) ByBaseline(string from, string to, int[] chosen) =>
        from == Views.Text || to == Views.Text ? ("BM25 over nearest training protein", ByWords(from, chosen)) : ("exact translation", ByTranslation(chosen));

    /// <summary>A pair scores 1 when the DNA translates to the protein to the letter, else 0; the same both ways but for the roles.</summary>
    private float[][] ByTranslation(int[] chosen)
    {
        string[] translated = [.. chosen.Select(Translated)];
        return [.. chosen.Select((query, i) => chosen
            .Select((candidate, j) => translated[i] == genes[candidate].Protein || translated[j] == genes[query].Protein ? 1f : 0f)
            .ToArray())];
    }

    /// <summary>
    /// A sequence is described by the product of the most similar training protein, as an annotator would begin;
    /// words are then compared by BM25. DNA is translated first, so it stands where its protein stands.
    /// </summary>
    private float[][] ByWords(string from, int[] chosen)
    {
        List<GeneViews> training = [.. genes.Where(gene => !gene.HeldOut)];
        var nearest = new NearestProtein([.. training.Select(gene => gene.Protein)]);
        string[] described = [.. chosen.Select(index => nearest.Find(genes[index].Protein) is var found and >= 0 ? training[found].Text : "")];
        string[] stated = [.. chosen.Select(index => genes[index].Text)];
        var (queries, documents) = from == Views.Text ? (stated, described) : (described, stated);
        var index = new Bm25(documents);
        return [.. queries.Select(index.Score)];
    }

    private string Translated(int gene)
    {
        var text = GeneticCode.Translate(genes[gene].Dna, genes[gene].TranslationTable);
        return text.TrimEnd('*');
    }

    private RetrievalFigures Figures(
        string from, string to, string method, string subset, int[] chosen, float[][] scores, bool trained)
    {
        var (tally, right) = (new RetrievalTally(), new bool[chosen.Length]);
        for (var query = 0; query < chosen.Length; query++)
        {
            for (var candidate = 0; candidate < chosen.Length; candidate++)
                right[candidate] = IsRight(from, to, genes[chosen[query]], genes[chosen[candidate]]);
            tally.Add(scores[query], right);
        }

        return tally.Figures(from, to, method, subset, chosen.Length, trained);
    }

    private static bool IsRight(string from, string to, GeneViews query, GeneViews candidate) =>
        query.LocusTag == candidate.LocusTag || query[from] == candidate[from] || query[to] == candidate[to];
}
