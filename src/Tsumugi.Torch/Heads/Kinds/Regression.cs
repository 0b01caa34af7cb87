using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>One or more quantities of an item. Scores count in standard deviations from the mean of training, so that no unit weighs more.</summary>
public sealed class Regression : IHeadKind
{
    public string Name => "regression";

    public bool Scaled => true;

    public int Targets(HeadConfig config) => config.Outputs.Count;

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
