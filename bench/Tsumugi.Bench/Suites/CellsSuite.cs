using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Types of the mouse cells of Tabula Muris from their gene counts, five-fold.</summary>
internal sealed class CellsSuite : IBench
{
    private const int Folds = 5;
    private const double CountsPerCell = 10_000;

    private static readonly FeatureNetwork.Options Network = new(Width: 128, Members: 1, Steps: 200, LearningRate: 1e-3, WeightDecay: 0.1, Hidden: 0.3);

    public string Name => "cells";

    public string Purpose => "cell types of Tabula Muris, five-fold accuracy";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var (x, classes, names) = Read(BenchData.Existing("cell/tabula_muris_train_4000x2000.h5"), BenchData.Existing("cell/tabula_muris_train_labels.txt"), ct);
        var seeds = await SuiteTraining.EachSeedAsync(seed => CrossValidate(seed, x, classes, names, ct), ct);
        return
        [
            Row("accuracy", "accuracy", "accuracy"),
            Row("balancedAccuracy", "balanced accuracy", "balancedAccuracy"),
        ];

        Figure Row(string key, string words, string measure)
        {
            var (model, baselines) = (seeds.Select(seed => seed.Model[measure]).ToList(), seeds.Select(seed => seed.Ridge[measure]).Order().ToList());
            return Figure.OfModel(key, $"{words}, {classes.Length} cells of {names.Count} types", "", model, new(baselines[baselines.Count / 2], "ridge on log counts, same folds, median"));
        }
    }

    private sealed record Scores(IReadOnlyDictionary<string, double> Model, IReadOnlyDictionary<string, double> Ridge);

    /// <summary>Each cell is predicted once, by what was trained on the other folds.</summary>
    private static Scores CrossValidate(long seed, Tensor x, long[] classes, IReadOnlyList<string> names, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var order = new CounterRandom(seed, "folds").Order(classes.Length, 0);
        var head = new HeadConfig { Kind = "classification", Outputs = names, Width = Network.Width };
        var (targets, model, ridge) = (new List<float>(), new List<float>(), new List<float>());
        for (var fold = 0; fold < Folds; fold++)
        {
            using var inner = NewDisposeScope();
            long[] held = [.. order.Where((_, i) => i % Folds == fold).Select(row => (long)row)], rest = [.. order.Where((_, i) => i % Folds != fold).Select(row => (long)row)];
            var scale = Standardisation.Of(x.index_select(0, tensor(rest)));
            var (training, unseen) = (scale.Apply(x.index_select(0, tensor(rest))), scale.Apply(x.index_select(0, tensor(held))));
            long[] known = [.. rest.Select(row => classes[row])];
            var oneHot = nn.functional.one_hot(tensor(known), names.Count).to_type(ScalarType.Float64);
            ridge.AddRange(RidgeRegression.Fit(training, oneHot, penalty: 1000).Predict(unseen).to_type(ScalarType.Float32).data<float>().ToArray());
            model.AddRange(FeatureNetwork.TrainAndPredict(
                $"cells, fold {fold + 1}", seed, head, Network, training.to_type(ScalarType.Float32), tensor(known.Select(of => (float)of).ToArray(), [known.Length, 1]),
                unseen.to_type(ScalarType.Float32), ct));
            targets.AddRange(held.Select(row => (float)classes[row]));
        }

        var kind = HeadKinds.All[head.Kind];
        return new(kind.Measure([.. model], [.. targets], head), kind.Measure([.. ridge], [.. targets], head));
    }

    /// <returns>Logarithms of counts per ten thousand, [cells, genes], float64; the class of each cell; the names of the classes.</returns>
    private static (Tensor X, long[] Classes, IReadOnlyList<string> Names) Read(string counts, string labels, CancellationToken ct)
    {
        var types = File.ReadLines(labels).Select(line => line.Split('\t')).ToDictionary(fields => fields[0], fields => fields[1], StringComparer.Ordinal);
        List<string> names = [.. types.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        using var matrix = ExpressionMatrix.Open(counts);
        var (genes, classes) = (matrix.Genes.Count, new long[matrix.CellCount]);
        var rows = new double[classes.Length * genes];
        foreach (var block in matrix.Blocks(ct))
        {
            var ids = block.Ids();
            for (var cell = 0; cell < block.Count; cell++)
            {
                var (row, sum) = ((int)block.First + cell, 0.0);
                var (values, measured) = (block.Values(cell).ToArray(), block.Genes(cell).ToArray());
                foreach (var value in values)
                    sum += value;
                classes[row] = names.IndexOf(types[ids[cell]!]);
                for (var i = 0; i < values.Length; i++)
                    rows[row * genes + measured[i]] = Math.Log(1 + values[i] * CountsPerCell / sum);
            }
        }

        return (tensor(rows, [classes.Length, genes]), classes, names);
    }
}
