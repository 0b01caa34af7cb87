using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Retrieval;
using Tsumugi.Torch.Splits;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>
/// Retrieval between coding DNA, protein and text of E. coli's genes: recall among the first ten of the held-out tenth. Families of proteins
/// fall on one side: all that share five words of five residues with any other of the family, by single linkage.
/// </summary>
/// <remarks>
/// Pairs DNA–protein and protein–text are trained; DNA–text is never shown. Scores are taken against how near a candidate is to training
/// queries, so that items which are near everything do not come first everywhere (cross-domain similarity local scaling, Conneau et al. 2018).
/// </remarks>
internal sealed class GenesSuite : IBench
{
    private const int Word = 5;
    private const int SharedWords = 5;
    private const int TextDirections = 200;
    private const int Space = 128;
    private const int Neighbours = 10;
    private const int Places = 10;
    private const int Steps = 400;
    private const int GenesPerStep = 1024;
    private const double LargestScale = 100;
    private static readonly string[] Views = ["dna", "protein", "text"];

    public string Name => "genes";

    public string Purpose => "retrieval between E. coli's DNA, proteins and texts, no family on both sides";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var genes = Gene.Read(BenchData.Existing("text/ecoli_k12_dna_protein_text.tsv.gz"));
        var clusters = SequenceClusters.ByWords([.. genes.Select(gene => gene.Protein)], Word, SharedWords);
        var runs = await SuiteTraining.EachSeedAsync(seed => One(genes, clusters, seed, ct), ct);
        double Median(Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);
        return
        [
            .. from query in Views
               from answer in Views
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
            new("chance", "chance", Places / (genes.Count / 10.0), "recall@10"),
        ];
    }

    private sealed record Run(Dictionary<(string From, string To), double> Model, Dictionary<(string From, string To), double> Canonical, double Codon, double Dipeptides, double CodonRandom, double DipeptidesRandom);

    private static Run One(IReadOnlyList<Gene> genes, int[] clusters, long seed, CancellationToken ct)
    {
        var random = new CounterRandom(seed, "split");
        var order = random.Order(genes.Count, 0);
        var tenth = genes.Count / 10;
        var (codonRandom, dipeptidesRandom) = Floors([.. order[tenth..].Select(row => genes[row])], [.. order[..tenth].Select(row => genes[row])]);

        // Families in a random order until a tenth of the genes is held out; one that is larger than what is left stays in training.
        var (training, test) = (new List<Gene>(), new List<Gene>());
        var families = clusters.Index().GroupBy(row => row.Item).Select(family => family.Select(row => genes[row.Index]).ToList()).ToList();
        foreach (var family in random.Order(families.Count, 1).Select(index => families[index]))
            (test.Count + family.Count <= tenth ? test : training).AddRange(family);
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

        var model = Align(seed, training, known, unseen, ct);
        var (ofModel, ofCanonical) = (new Dictionary<(string, string), double>(), new Dictionary<(string, string), double>());
        foreach (var (left, right) in new[] { ("dna", "protein"), ("protein", "text"), ("dna", "text") })
        {
            var canonical = CanonicalCorrelation.Fit(known[left], known[right], penalty: 1, Space);
            var (leftTest, rightTest) = (canonical.Left(unseen[left]), canonical.Right(unseen[right]));
            ofCanonical[(left, right)] = Recall(test, left, right, leftTest.matmul(rightTest.t()));
            ofCanonical[(right, left)] = Recall(test, right, left, rightTest.matmul(leftTest.t()));
            ofModel[(left, right)] = Recall(test, left, right, Scaled(model, left, right));
            ofModel[(right, left)] = Recall(test, right, left, Scaled(model, right, left));
        }

        return new(ofModel, ofCanonical, codon, dipeptides, codonRandom, dipeptidesRandom);
    }

    /// <summary>Recall of text by closed-form CCA from the simplest description of either sequence.</summary>
    private static (double Codon, double Dipeptides) Floors(List<Gene> training, List<Gene> test)
    {
        using var scope = NewDisposeScope();
        var (known, unseen) = GeneFeatures.Texts([.. training.Select(gene => gene.Text)], [.. test.Select(gene => gene.Text)], TextDirections);
        double Of(string view, Func<Gene, double[]> features, double penalty)
        {
            var canonical = CanonicalCorrelation.Fit(Rows(training, features), known, penalty, Space);
            return Recall(test, view, "text", canonical.Left(Rows(test, features)).matmul(canonical.Right(unseen).t()));
        }

        return (Of("dna", gene => GeneFeatures.CodonUsage(gene.Dna), 0.1), Of("protein", gene => GeneFeatures.Dipeptides(gene.Protein), 1));
    }

    private static Tensor Rows(List<Gene> genes, Func<Gene, double[]> features)
    {
        var rows = genes.Select(features).ToList();
        return tensor(rows.SelectMany(row => row).ToArray(), [rows.Count, rows[0].Length]);
    }

    /// <summary>One network for each view, by the contrast of pairs.</summary>
    /// <returns>Unit vectors of training and test genes by view.</returns>
    private static Dictionary<string, (Tensor Known, Tensor Unseen)> Align(
        long seed, List<Gene> training, Dictionary<string, Tensor> known, Dictionary<string, Tensor> unseen, CancellationToken ct)
    {
        var inputs = known.ToDictionary(view => view.Key, view => (Known: Single(view.Value, view.Value), Unseen: Single(unseen[view.Key], view.Value)));
        var (networks, scale) = SuiteTraining.Make(seed, () => (
            Views.ToDictionary(view => view, view => Tower(inputs[view].Known.shape[1])),
            new Parameter(tensor((float)Math.Log(1 / 0.07)))));
        Tensor Project(string view, Tensor rows) => nn.functional.normalize(networks[view].forward(rows), dim: 1);
        var (order, hide) = (new CounterRandom(seed, "genes"), new CounterRandom(seed, "features"));
        SuiteTraining.Run(
            "genes", seed, [.. SuiteTraining.Parameters([.. networks.Values]), new("scale", scale, ParameterKind.Scalar)], new(Steps, 40, 1e-3, 1),
            step =>
            {
                int[] chosen = order.Order(training.Count, step)[..GenesPerStep];
                var rows = tensor(chosen.Select(row => (long)row).ToArray());
                var vectors = Views.Index().ToDictionary(view => view.Item, view => Project(view.Item, Thinned(inputs[view.Item].Known.index_select(0, rows), hide, step * 3 + view.Index)));
                var inverse = scale.exp().clamp(max: LargestScale);
                Tensor Pair(string left, string right) => Contrast.InfoNce(vectors[left], vectors[right], inverse, tensor(
                    Contrast.Copies([.. chosen.Select(row => View(training[row], left))], [.. chosen.Select(row => View(training[row], right))]), [GenesPerStep, GenesPerStep]));
                return new((Pair("dna", "protein") + Pair("protein", "text")) / 2, GenesPerStep);
            },
            ct);
        using var off = no_grad();
        return Views.ToDictionary(view => view, view => (Project(view, inputs[view].Known), Project(view, inputs[view].Unseen)));
    }

    private static FeatureNetwork Tower(long features) => new(features, 256, Space, linearStart: true);

    /// <returns>Float32, scaled so that features of training rows have squares of 1 in the mean.</returns>
    private static Tensor Single(Tensor rows, Tensor training) => (rows / training.square().mean().sqrt()).to_type(ScalarType.Float32);

    /// <summary>A third of the features is left out, another third each time, so that none becomes the only clue.</summary>
    private static Tensor Thinned(Tensor rows, CounterRandom random, int step)
    {
        var kept = new float[rows.shape[1]];
        for (var feature = 0; feature < kept.Length; feature++)
            kept[feature] = random.Uniform(step, feature) < 1.0 / 3 ? 0 : 1.5f;
        return rows * tensor(kept);
    }

    /// <returns>[queries, candidates]: similarity, less half of how near a candidate is to its nearest queries of training.</returns>
    private static Tensor Scaled(Dictionary<string, (Tensor Known, Tensor Unseen)> vectors, string from, string to)
    {
        Tensor Nearness(Tensor unseen, Tensor known) => unseen.matmul(known.t()).topk(Neighbours, 1).values.mean([1]);
        var candidates = Nearness(vectors[to].Unseen, vectors[from].Known);
        return vectors[from].Unseen.matmul(vectors[to].Unseen.t()) - candidates / 2;
    }

    private static double Recall(List<Gene> test, string from, string to, Tensor scores)
    {
        var (flat, n, sum) = (scores.to_type(ScalarType.Float32).contiguous().data<float>().ToArray(), test.Count, 0.0);
        for (var query = 0; query < n; query++)
        {
            bool[] right = [.. test.Select((gene, candidate) => candidate == query || View(gene, from) == View(test[query], from) || View(gene, to) == View(test[query], to))];
            sum += Ranking.Of(flat.AsSpan(query * n, n), right).RecallAt(Places);
        }

        return sum / n;
    }

    private static string View(Gene gene, string view) => view switch
    {
        "dna" => gene.Dna,
        "protein" => gene.Protein,
        _ => gene.Text,
    };
}
