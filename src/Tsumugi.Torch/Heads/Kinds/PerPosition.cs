using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>Each position of an item is of one class; positions that nobody resolved are unknown.</summary>
public sealed class PerPosition : IHeadKind
{
    public string Name => "perPosition";

    bool IHeadKind.PerPosition => true;

    public int Targets(HeadConfig config) => 1;

    public Tensor Loss(Tensor scores, Tensor targets, HeadConfig config) => Classes.Loss(scores, targets);

    public Tensor Predict(Tensor scores, HeadConfig config) => Classes.Predict(scores);

    public IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config) => Classes.Measure(predictions, targets, config);
}
