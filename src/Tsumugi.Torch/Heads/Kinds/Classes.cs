using Tsumugi.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>One of several classes.</summary>
internal static class Classes
{
    private const long Unknown = -100;

    /// <param name="found">A name for each thing that is known.</param>
    public static HeadConfig Learn(HeadConfig shape, IEnumerable<string> found, string column)
    {
        List<string> classes = [.. found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return classes.Count > 1 ? shape with { Outputs = classes } : throw new UnfitDataException(
            $"Column {column} has {(classes.Count == 0 ? "no value" : $"the one value '{classes[0]}'")} among the training rows; classes are told apart from two on.");
    }

    /// <returns>−1 for what training has not seen, which no prediction meets.</returns>
    public static float Number(string name, HeadConfig config) => config.Outputs.Index().Where(one => one.Item == name).Select(one => one.Index).DefaultIfEmpty(-1).First();

    /// <summary>Cross-entropy in nats.</summary>
    public static Tensor Loss(Tensor scores, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var known = targets.isfinite(); // [n, 1]
        var classes = targets.nan_to_num().to_type(ScalarType.Int64).masked_fill(~known, Unknown).squeeze(1);
        var sum = nn.functional.cross_entropy(scores, classes, ignore_index: Unknown, reduction: nn.Reduction.Sum);
        return (sum / known.sum().clamp(min: 1)).MoveToOuterDisposeScope();
    }

    public static Tensor Predict(Tensor scores) => nn.functional.softmax(scores, 1);

    /// <summary>Accuracy, and the mean over the classes that occur of the share of each that was found. Classes that training has not seen count as one that nothing finds.</summary>
    public static IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config)
    {
        var outputs = config.Outputs.Count;
        var (known, right) = (new int[outputs + 1], new int[outputs + 1]);
        for (var row = 0; row < targets.Length; row++)
        {
            if (float.IsNaN(targets[row]))
                continue;
            var scores = predictions.AsSpan(row * outputs, outputs);
            var target = targets[row] < 0 ? outputs : (int)targets[row];
            known[target]++;
            right[target] += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores) == target ? 1 : 0;
        }

        return known.Sum() == 0 ? new() : new Dictionary<string, double>
        {
            ["accuracy"] = (double)right.Sum() / known.Sum(),
            ["balancedAccuracy"] = known.Zip(right).Where(row => row.First > 0).Average(row => (double)row.Second / row.First),
        };
    }
}
