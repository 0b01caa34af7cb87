using System.Globalization;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>One or more quantities of an item. Scores count in standard deviations from the mean of training, so that no unit weighs more.</summary>
public sealed class Regression : IHeadKind
{
    public string Name => "regression";

    public bool Scaled => true;

    public bool ManyColumns => true;

    public int Targets(HeadConfig config) => config.Outputs.Count;

    public HeadConfig Learn(HeadConfig shape, IReadOnlyList<string> columns, IEnumerable<string?[]> cells)
    {
        var rows = cells.Select(row => Read(row, shape)).ToList();
        var (means, deviations) = (new List<double>(), new List<double>());
        foreach (var (column, name) in columns.Index())
        {
            List<double> known = [.. rows.Select(row => (double)row[column]).Where(double.IsFinite)];
            means.Add(known.Count == 0 ? double.NaN : known.Average());
            deviations.Add(known.Count == 0 ? 0 : Math.Sqrt(known.Average(value => (value - means[column]) * (value - means[column]))));
            if (!(deviations[column] > 0))
                throw new UnfitDataException($"Column {name} has no two different values among the training rows; there is nothing to learn.");
        }

        return shape with { Outputs = columns, Means = means, Deviations = deviations };
    }

    public float[] Read(string?[] cells, HeadConfig config) => [.. cells.Select(cell =>
        cell is null || cell.Equals("nan", StringComparison.OrdinalIgnoreCase) ? float.NaN
        : float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value
        : throw new UnfitDataException($"'{cell}' is no number; write one with a decimal point, or leave the cell empty"))];

    public Tensor Loss(Tensor scores, Tensor targets, HeadConfig config)
    {
        using var scope = NewDisposeScope();
        var (means, deviations) = Scale(config, scores.device);
        var known = targets.isfinite();
        var wanted = ((targets - means) / deviations).nan_to_num();
        return (((scores - wanted) * known).square().sum() / known.sum().clamp(min: 1)).MoveToOuterDisposeScope();
    }

    public Tensor Predict(Tensor scores, HeadConfig config)
    {
        using var scope = NewDisposeScope();
        var (means, deviations) = Scale(config, scores.device);
        return (scores * deviations + means).MoveToOuterDisposeScope();
    }

    public IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config) => Columns.Mean(
        predictions, targets, config.Outputs.Count,
        ("spearman", Ranks.Spearman), ("rmse", (predicted, measured) => Math.Sqrt(predicted.Zip(measured, (p, m) => ((double)p - m) * ((double)p - m)).Average())));

    private static (Tensor Means, Tensor Deviations) Scale(HeadConfig config, Device device) => (
        tensor(config.Means!.Select(mean => (float)mean).ToArray(), device: device),
        tensor(config.Deviations!.Select(deviation => (float)deviation).ToArray(), device: device));
}
