using Tsumugi.Torch.Data;
using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>Each of several labels holds of an item, does not, or was never looked at.</summary>
public sealed class MultiLabel : IHeadKind
{
    public string Name => "multiLabel";

    public bool ManyColumns => true;

    public int Targets(HeadConfig config) => config.Outputs.Count;

    public HeadConfig Learn(HeadConfig shape, IReadOnlyList<string> columns, IEnumerable<string?[]> cells)
    {
        var known = new bool[columns.Count];
        foreach (var row in cells)
        {
            for (var column = 0; column < known.Length; column++)
                known[column] |= row[column] is not null;
        }

        var empty = columns.Where((_, column) => !known[column]).ToList();
        return empty.Count == 0 ? shape with { Outputs = columns } : throw new UnfitDataException($"Nothing is known of {string.Join(", ", empty)} among the training rows; leave the column out.");
    }

    public float[] Read(string?[] cells, HeadConfig config) => [.. cells.Select(cell => cell?.ToUpperInvariant() switch
    {
        null => float.NaN,
        "1" or "1.0" or "TRUE" or "YES" => 1f,
        "0" or "0.0" or "FALSE" or "NO" => 0f,
        _ => throw new UnfitDataException($"'{cell}' is neither 1 nor 0; leave the cell empty where nothing is known"),
    })];

    /// <summary>Cross-entropy of each label in nats.</summary>
    public Tensor Loss(Tensor scores, Tensor targets, HeadConfig config)
    {
        using var scope = NewDisposeScope();
        var known = targets.isfinite();
        var each = nn.functional.binary_cross_entropy_with_logits(scores, targets.nan_to_num(), reduction: nn.Reduction.None);
        return ((each * known).sum() / known.sum().clamp(min: 1)).MoveToOuterDisposeScope();
    }

    public Tensor Predict(Tensor scores, HeadConfig config) => scores.sigmoid();

    public IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config) =>
        Columns.Mean(predictions, targets, config.Outputs.Count, ("rocAuc", Ranks.RocAuc));
}
