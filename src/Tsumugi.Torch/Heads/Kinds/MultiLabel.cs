using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>Each of several labels holds of an item, does not, or was never looked at.</summary>
public sealed class MultiLabel : IHeadKind
{
    public string Name => "multiLabel";

    public int Targets(HeadConfig config) => config.Outputs.Count;

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
