using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Retrieval;
using Tsumugi.Torch.Splits;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>
/// Retrieval between coding DNA, protein and text of E. coli's genes: recall among the first ten of the held-out tenth. Families of proteins
/// fall on one side: all that share five words of five residues with any other of the family, by single linkage.
/// </summary>
/// <remarks>
/// Pairs DNA–protein and protein–text are trained; DNA–text is never shown. Scores are taken against how near a candidate is to training
/// queries, so that items which are near everything do not come first everywhere (cross-domain similarity local scaling, Conneau et al. 2018).
/// A protein also sees where its relatives by local alignment lie as texts, DNA where they lie as proteins (<see cref="Relatives"/>): those that share
/// too few words to be of the family. How many test genes have one, what their texts alone give, and what is left without them is told beside.
/// </remarks>
internal sealed class GenesSuite : IBench
{
    private const int Word = 5;
    private const int SharedWords = 5;
    private const int TextDirections = 200;
    private const int Neighbours = 10;
    private const int Places = 10;

    public string Name => "genes";

    public string Purpose => "retrieval between E. coli's DNA, proteins and texts, no family on both sides";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var genes = Gene.Read(BenchData.Existing("text/ecoli_k12_dna_protein_text.tsv.gz"));
        var clusters = SequenceClusters.ByWords([.. genes.Select(gene => gene.Protein)], Word, SharedWords);
        var relatives = new Relatives([.. genes.Select(gene => gene.Protein)], clusters, ct);
        var runs = await SuiteTraining.EachSeedAsync(seed => One(genes, clusters, relatives, seed, ct), ct);
        double Median(Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);
        return
        [
            .. from query in GeneTowers.Views
               from answer in GeneTowers.Views
               where query != answer
               let named = query == "text" || answer == "text"
               let trained = !named || query == "protein" || answer == "protein"
               select Figure.OfModel(
                   $"{query}To{char.ToUpperInvariant(answer[0])}{answer[1..]}", $"{query} to {answer}{(trained ? "" : ", never trained")}", "",
                   [.. runs.Select(run => run.Model[(query, answer)])],
                   new(Median(run => run.Canonical[(query, answer)]), "CCA of the same features, same split, median", named ? 0.364 : null, named ? "CCA on a pretrained encoder, random split" : "")),
            new("codonUsageRandom", "codon usage to text, CCA, random split", Median(run => run.CodonRandom), "recall@10"),
            new("dipeptidesRandom", "dipeptides to text, CCA, random split", Median(run => run.DipeptidesRandom), "recall@10"),
            new("codonUsageClusters", "codon usage to text, CCA, split by family", Median(run => run.Codon), "recall@10"),
            new("dipeptidesClusters", "dipeptides to text, CCA, split by family", Median(run => run.Dipeptides), "recall@10"),
            new("relativesToText", "texts of relatives by alignment, without training", Median(run => run.ByRelatives), "recall@10"),
            new("testWithRelative", "share of test genes with a relative in training, E < 0.001", Median(run => run.WithRelative), ""),
            new("proteinToTextAlone", "protein to text, of test genes without such a relative", Median(run => run.Alone), "recall@10"),
            new("chance", "chance", Places / (genes.Count / 10.0), "recall@10"),
        ];
    }

    private sealed record Run(Dictionary<(string From, string To), double> Model, Dictionary<(string From, string To), double> Canonical, double Codon, double Dipeptides, double CodonRandom, double DipeptidesRandom)
    {
        public required double ByRelatives { get; init; }

        public required double WithRelative { get; init; }

        public required double Alone { get; init; }
    }

    private static Run One(IReadOnlyList<Gene> genes, int[] clusters, Relatives relatives, long seed, CancellationToken ct)
    {
        var random = new CounterRandom(seed, "split");
        var order = random.Order(genes.Count, 0);
        var tenth = genes.Count / 10;
        var (codonRandom, dipeptidesRandom) = Floors(Of(genes, order[tenth..]), Of(genes, order[..tenth]));

        // Families in a random order until a tenth of the genes is held out; one that is larger than what is left stays in training.
        var (knownRows, unseenRows) = (new List<int>(), new List<int>());
        var families = clusters.Index().GroupBy(row => row.Item).Select(family => family.Select(row => row.Index).ToList()).ToList();
        foreach (var family in random.Order(families.Count, 1).Select(index => families[index]))
            (unseenRows.Count + family.Count <= tenth ? unseenRows : knownRows).AddRange(family);
        var (training, test) = (Of(genes, knownRows), Of(genes, unseenRows));
        var (codon, dipeptides) = Floors(training, test);
        using var scope = NewDisposeScope();
        var (known, unseen) = (new Dictionary<string, Tensor>(), new Dictionary<string, Tensor>());
        (known["text"], unseen["text"]) = GeneFeatures.Texts([.. training.Select(gene => gene.Text)], [.. test.Select(gene => gene.Text)], TextDirections);
        foreach (var (view, features) in new (string, Func<Gene, double[]>)[] { ("dna", GeneFeatures.OfDna), ("protein", gene => GeneFeatures.OfProtein(gene.Protein)) })
        {
            var rows = Rows(training, features);
            var scale = Standardisation.Of(rows);
            (known[view], unseen[view]) = (scale.Apply(rows), scale.Apply(Rows(test, features)));
        }

        var (amongKnown, ofUnseen) = (relatives.Weights(knownRows, knownRows), relatives.Weights(unseenRows, knownRows));
        var model = GeneTowers.Train(seed, training, new(known, unseen, amongKnown, ofUnseen), ct);
        var (ofModel, ofCanonical) = (new Dictionary<(string, string), double>(), new Dictionary<(string, string), double>());
        foreach (var (left, right) in new[] { ("dna", "protein"), ("protein", "text"), ("dna", "text") })
        {
            var canonical = CanonicalCorrelation.Fit(known[left], known[right], penalty: 1, GeneTowers.Space);
            var (leftTest, rightTest) = (canonical.Left(unseen[left]), canonical.Right(unseen[right]));
            ofCanonical[(left, right)] = Recall(test, left, right, leftTest.matmul(rightTest.t()));
            ofCanonical[(right, left)] = Recall(test, right, left, rightTest.matmul(leftTest.t()));
            ofModel[(left, right)] = Recall(test, left, right, Scaled(model, left, right));
            ofModel[(right, left)] = Recall(test, right, left, Scaled(model, right, left));
        }

        bool[] related = [.. unseenRows.Select(row => relatives.HasAny(row, knownRows))];
        var transferred = Scaled(ofUnseen.matmul(Single(known["text"])), amongKnown.matmul(Single(known["text"])), Single(unseen["text"]));
        return new(ofModel, ofCanonical, codon, dipeptides, codonRandom, dipeptidesRandom)
        {
            ByRelatives = Recall(test, "protein", "text", transferred),
            WithRelative = related.Average(has => has ? 1.0 : 0.0),
            Alone = Recall(test, "protein", "text", Scaled(model, "protein", "text"), query => !related[query]),
        };
    }

    /// <summary>Recall of text by closed-form CCA from the simplest description of either sequence.</summary>
    private static (double Codon, double Dipeptides) Floors(List<Gene> training, List<Gene> test)
    {
        using var scope = NewDisposeScope();
        var (known, unseen) = GeneFeatures.Texts([.. training.Select(gene => gene.Text)], [.. test.Select(gene => gene.Text)], TextDirections);
        double Of(string view, Func<Gene, double[]> features, double penalty)
        {
            var canonical = CanonicalCorrelation.Fit(Rows(training, features), known, penalty, GeneTowers.Space);
            return Recall(test, view, "text", canonical.Left(Rows(test, features)).matmul(canonical.Right(unseen).t()));
        }

        return (Of("dna", gene => GeneFeatures.CodonUsage(gene.Dna), 0.1), Of("protein", gene => GeneFeatures.Dipeptides(gene.Protein), 1));
    }

    private static Tensor Rows(List<Gene> genes, Func<Gene, double[]> features)
    {
        var rows = genes.Select(features).ToList();
        return tensor(rows.SelectMany(row => row).ToArray(), [rows.Count, rows[0].Length]);
    }

    private static Tensor Scaled(Dictionary<string, (Tensor Known, Tensor Unseen)> vectors, string from, string to) =>
        Scaled(vectors[from].Unseen, vectors[from].Known, vectors[to].Unseen);

    /// <returns>[queries, candidates]: similarity, less half of how near a candidate is to its nearest queries of training.</returns>
    private static Tensor Scaled(Tensor queries, Tensor knownQueries, Tensor candidates)
    {
        Tensor Unit(Tensor vectors) => nn.functional.normalize(vectors, dim: 1);
        var unit = Unit(candidates);
        return Unit(queries).matmul(unit.t()) - unit.matmul(Unit(knownQueries).t()).topk(Neighbours, 1).values.mean([1]) / 2;
    }

    private static Tensor Single(Tensor rows) => rows.to_type(ScalarType.Float32);

    private static List<Gene> Of(IReadOnlyList<Gene> genes, IEnumerable<int> rows) => [.. rows.Select(row => genes[row])];

    /// <param name="counts">Which queries are asked; all when null.</param>
    public static double Recall(List<Gene> test, string from, string to, Tensor scores, Func<int, bool>? counts = null)
    {
        var (flat, n, sum, asked) = (scores.to_type(ScalarType.Float32).contiguous().data<float>().ToArray(), test.Count, 0.0, 0);
        for (var query = 0; query < n; query++)
        {
            if (counts?.Invoke(query) == false)
                continue;
            bool[] right = [.. test.Select((gene, candidate) => candidate == query || gene.View(from) == test[query].View(from) || gene.View(to) == test[query].View(to))];
            sum += Ranking.Of(flat.AsSpan(query * n, n), right).RecallAt(Places);
            asked++;
        }

        return sum / asked;
    }
}
