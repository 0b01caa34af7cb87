using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Fitness of protein G's domain B1 with up to four residues exchanged: rank correlation on the five splits of FLIP.</summary>
/// <remarks>
/// The model is the mean of networks that learn fitness and networks that learn its logarithm, as counts before and after selection err by a
/// factor rather than by a difference. Everything that is no test variant is trained on, as by the baseline; nothing is chosen by split.
/// </remarks>
internal sealed class Gb1Suite : IBench
{
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    /// <summary>Of the least fitness that counts: a hundredth of the wild type's.</summary>
    private const double Floor = 0.01;

    /// <summary>Splits, and what FLIP's convolutional network reached there.</summary>
    private static readonly (string Split, string Key, double? Published)[] Splits =
    [
        ("one_vs_rest", "oneVsRest", 0.17), ("two_vs_rest", "twoVsRest", 0.32), ("three_vs_rest", "threeVsRest", 0.83),
        ("low_vs_high", "lowVsHigh", 0.51), ("sampled", "sampled", null),
    ];

    private static readonly FeatureNetwork.Options Network = new(Width: 64, Members: 4, Steps: 600, LearningRate: 3e-3, WeightDecay: 1, Hidden: 0);

    public string Name => "gb1";

    public string Purpose => "Spearman on FLIP's five splits of GB1";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var zip = BenchData.Existing("protein/flip_gb1_splits.zip");
        var splits = Splits.Select(row => Gb1Variant.Read(zip, row.Split).ToLookup(variant => variant.Test)).ToList();
        var seeds = await SuiteTraining.EachSeedAsync(
            seed => splits.Select((split, i) => Spearman(Train(Splits[i].Split, seed, [.. split[false]], [.. split[true]], ct), split[true])).ToList(), ct);
        return [.. Splits.Select((row, i) => Figure.OfModel(
            row.Key, $"{row.Split}: {splits[i][false].Count()} to {splits[i][true].Count()}", "", [.. seeds.Select(seed => seed[i])],
            new(Ridge([.. splits[i][false]], [.. splits[i][true]]), "one-hot ridge", row.Published, row.Published is null ? "" : "CNN (Dallago 2021)")))];
    }

    private static double Spearman(float[] predicted, IEnumerable<Gb1Variant> test) =>
        Ranks.Spearman(predicted, [.. test.Select(variant => variant.Fitness)]);

    private static double Ridge(List<Gb1Variant> training, List<Gb1Variant> test)
    {
        using var scope = NewDisposeScope();
        var fitness = tensor(training.Select(variant => (double)variant.Fitness).ToArray(), [training.Count, 1]);
        var predicted = RidgeRegression.Fit(OneHot(training).to_type(ScalarType.Float64), fitness, penalty: 1).Predict(OneHot(test).to_type(ScalarType.Float64));
        return Spearman(predicted.to_type(ScalarType.Float32).data<float>().ToArray(), test);
    }

    private static float[] Train(string split, long seed, List<Gb1Variant> training, List<Gb1Variant> test, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var (x, unseen) = (OneHot(training), OneHot(test));
        var sum = new float[test.Count];
        foreach (var (scale, of) in new (string, Func<float, double>)[] { ("fitness", fitness => fitness), ("log fitness", fitness => Math.Log(fitness + Floor)) })
        {
            // In deviations from the mean on either scale, so that both count alike.
            double[] values = [.. training.Select(variant => of(variant.Fitness))];
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            var y = tensor(values.Select(value => (float)((value - mean) / deviation)).ToArray(), [training.Count, 1]);
            var head = new HeadConfig { Kind = "regression", Outputs = [scale], Width = Network.Width, Means = [0], Deviations = [1] };
            var predicted = FeatureNetwork.TrainAndPredict($"GB1 {split}, {scale}", seed, head, Network, x, y, unseen, ct);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += predicted[i];
        }

        return sum;
    }

    /// <returns>[variants, sites · 20]</returns>
    private static Tensor OneHot(List<Gb1Variant> variants)
    {
        var sites = variants[0].Residues.Length;
        var features = new float[variants.Count * sites * Residues.Length];
        for (var i = 0; i < variants.Count; i++)
        {
            for (var site = 0; site < sites; site++)
                features[(i * sites + site) * Residues.Length + Residues.IndexOf(variants[i].Residues[site], StringComparison.Ordinal)] = 1;
        }

        return tensor(features, [variants.Count, sites * Residues.Length]);
    }
}
