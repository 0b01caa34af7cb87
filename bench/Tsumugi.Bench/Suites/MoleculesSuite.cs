using System.Globalization;
using System.IO.Compression;
using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Solubility in water (ESOL) and twelve signs of toxicity (Tox21) from SMILES, on random splits of 80, 10 and 10 %, one for each seed.</summary>
/// <remarks>Both the model and the baseline see counts of runs of SMILES tokens and, for ESOL, the descriptors that come with the file.</remarks>
internal sealed class MoleculesSuite : IBench
{
    private const int LongestRun = 3;

    /// <summary>Of the baselines, for each training row.</summary>
    private static readonly double[] Penalties = [1e-3, 1e-2, 1e-1];

    private static readonly FeatureNetwork.Options ForSolubility = new(Width: 128, Members: 4, Steps: 500, LearningRate: 2e-3, WeightDecay: 1, Hidden: 0.1);
    private static readonly FeatureNetwork.Options ForToxicity = new(Width: 128, Members: 2, Steps: 400, LearningRate: 1e-3, WeightDecay: 1, Hidden: 0.3);

    public string Name => "molecules";

    public string Purpose => "ESOL (RMSE) and Tox21 (ROC-AUC) from SMILES";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var (esol, tox21) = (Esol(BenchData.Existing("molecule/delaney-processed.csv")), Tox21(BenchData.Existing("molecule/tox21.csv.gz")));
        var seeds = await SuiteTraining.EachSeedAsync(seed => (Solubility: Measure(esol, ForSolubility, seed, ct), Toxicity: Measure(tox21, ForToxicity, seed, ct)), ct);
        return
        [
            Row("esolRmse", $"ESOL, RMSE of log mol/l, {esol.Smiles.Count} molecules", [.. seeds.Select(seed => seed.Solubility)], "ridge", 0.569, "SVM on descriptors and fingerprints, random splits (Jiang 2021); graph convolution .708"),
            Row("tox21RocAuc", $"Tox21, mean ROC-AUC, {tox21.Smiles.Count} molecules", [.. seeds.Select(seed => seed.Toxicity)], "logistic regression", 0.829, "graph convolution, random split (Wu 2018); logistic regression .794"),
        ];

        static Figure Row(string key, string words, List<(double Model, double Baseline)> seeds, string method, double published, string source) =>
            Figure.OfModel(key, words, "", [.. seeds.Select(seed => seed.Model)], new(seeds.Select(seed => seed.Baseline).Order().ElementAt(seeds.Count / 2), $"{method} on the same features, median", published, source));
    }

    /// <param name="Descriptors">What the file gives beside the molecule; may be empty.</param>
    /// <param name="Targets">NaN where nobody measured.</param>
    private sealed record Question(HeadConfig Head, string Measure, List<string> Smiles, List<double[]> Descriptors, List<float[]> Targets);

    private static Question Esol(string path)
    {
        var question = new Question(new() { Kind = "regression", Outputs = ["log solubility"], Width = 1, Means = [0], Deviations = [1] }, "rmse", [], [], []);
        using var reader = new StreamReader(path);
        foreach (var fields in Records(reader))
        {
            // Column 1 is another model's prediction, no descriptor.
            question.Smiles.Add(fields[9]);
            question.Descriptors.Add([.. fields[2..8].Select(field => double.Parse(field, CultureInfo.InvariantCulture))]);
            question.Targets.Add([float.Parse(fields[8], CultureInfo.InvariantCulture)]);
        }

        return question;
    }

    private static Question Tox21(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var question = new Question(new() { Kind = "multiLabel", Outputs = reader.ReadLine()!.Split(',')[..12], Width = 1 }, "rocAuc", [], [], []);
        foreach (var fields in Records(reader, header: false))
        {
            question.Smiles.Add(fields[13]);
            question.Descriptors.Add([]);
            question.Targets.Add([.. fields[..12].Select(field => field.Length == 0 ? float.NaN : float.Parse(field, CultureInfo.InvariantCulture))]);
        }

        return question;
    }

    /// <summary>Fields of comma-separated lines; names of compounds may hold commas between quotes.</summary>
    private static IEnumerable<string[]> Records(StreamReader reader, bool header = true)
    {
        if (header)
            reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('"');
            for (var quoted = 1; quoted < parts.Length; quoted += 2)
                parts[quoted] = parts[quoted].Replace(',', ';');
            yield return string.Concat(parts).Split(',');
        }
    }

    private static (double Model, double Baseline) Measure(Question question, FeatureNetwork.Options options, long seed, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var (order, tenth) = (new CounterRandom(seed, "molecules").Order(question.Smiles.Count, 0), question.Smiles.Count / 10);
        var (test, validation, training) = (order[..tenth], order[tenth..(2 * tenth)], order[(2 * tenth)..]);
        var features = Features(question, training);
        Tensor X(int[] rows) => features.index_select(0, tensor(rows.Select(row => (long)row).ToArray()));
        var kind = HeadKinds.All[question.Head.Kind];
        double Score(float[] predictions, int[] rows) => kind.Measure(predictions, [.. rows.SelectMany(row => question.Targets[row])], question.Head)[question.Measure];

        var head = question.Head;
        if (kind.Scaled)
        {
            var mean = training.Average(row => (double)question.Targets[row][0]);
            var deviation = Math.Sqrt(training.Average(row => Math.Pow(question.Targets[row][0] - mean, 2)));
            head = head with { Means = [mean], Deviations = [deviation] };
        }

        // The baseline's only choice is made on the validation part; the model has none, and both train on the training part alone.
        var baseline = Penalties
            .Select(penalty => Linear(question, training, X(training), penalty))
            .MaxBy(predict => (kind.Scaled ? -1 : 1) * Score(predict(X(validation)), validation))!;
        var y = tensor(training.SelectMany(row => question.Targets[row]).ToArray(), [training.Length, head.Outputs.Count]);
        var model = FeatureNetwork.TrainAndPredict(
            question.Measure == "rmse" ? "ESOL" : "Tox21", seed, head, options, X(training).to_type(ScalarType.Float32), y, X(test).to_type(ScalarType.Float32), ct);
        return (Score(model, test), Score(baseline(X(test)), test));
    }

    /// <summary>Ridge for quantities, logistic regression for each label by itself on the molecules where it is known.</summary>
    /// <param name="penalty">For each training row.</param>
    private static Func<Tensor, float[]> Linear(Question question, int[] training, Tensor x, double penalty)
    {
        var models = new List<LinearModel>();
        for (var output = 0; output < question.Head.Outputs.Count; output++)
        {
            int[] known = [.. Enumerable.Range(0, training.Length).Where(row => !float.IsNaN(question.Targets[training[row]][output]))];
            var seen = x.index_select(0, tensor(known.Select(row => (long)row).ToArray()));
            double[] targets = [.. known.Select(row => (double)question.Targets[training[row]][output])];
            models.Add(question.Measure == "rmse"
                ? RidgeRegression.Fit(seen, tensor(targets, [targets.Length, 1]), penalty * targets.Length)
                : LogisticRegression.Fit(seen, tensor(targets.Select(target => (long)target).ToArray()), 2, penalty, mostSteps: 300));
        }

        // The last column is the quantity, or the score of the label's presence against its absence.
        return rows => cat([.. models.Select(model => model.Predict(rows)).Select(scores => scores.shape[1] == 1 ? scores : scores.narrow(1, 1, 1) - scores.narrow(1, 0, 1))], 1)
            .to_type(ScalarType.Float32).data<float>().ToArray();
    }

    /// <returns>[molecules, features], float64, standardised by the training part; only runs that ten of its molecules have.</returns>
    private static Tensor Features(Question question, int[] training)
    {
        var tokenizer = SmilesTokenizer.Learn(training.Select(row => question.Smiles[row]));
        List<Dictionary<string, int>> counts = [.. question.Smiles.Select(smiles => Runs(tokenizer.Tokenize(smiles, int.MaxValue).Ids).CountBy(run => run).ToDictionary())];
        var columns = training.SelectMany(row => counts[row].Keys).CountBy(run => run).Where(run => run.Value >= 10).Select(run => run.Key)
            .Order(StringComparer.Ordinal).Index().ToDictionary(run => run.Item, run => run.Index);
        var width = columns.Count + question.Descriptors[0].Length;
        var rows = new double[question.Smiles.Count * width];
        for (var molecule = 0; molecule < question.Smiles.Count; molecule++)
        {
            foreach (var (run, count) in counts[molecule])
            {
                if (columns.TryGetValue(run, out var column))
                    rows[molecule * width + column] = Math.Log(1 + count);
            }

            question.Descriptors[molecule].CopyTo(rows, molecule * width + columns.Count);
        }

        using var scope = NewDisposeScope();
        var x = tensor(rows, [question.Smiles.Count, width]);
        return Standardisation.Of(x.index_select(0, tensor(training.Select(row => (long)row).ToArray()))).Apply(x).MoveToOuterDisposeScope();
    }

    private static IEnumerable<string> Runs(int[] ids)
    {
        for (var length = 1; length <= LongestRun; length++)
        {
            for (var start = 0; start + length <= ids.Length; start++)
                yield return string.Join(' ', ids[start..(start + length)]);
        }
    }
}
