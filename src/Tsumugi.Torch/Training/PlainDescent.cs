using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Gradient descent without memory: w ← w − η·g. What control variates are made for.</summary>
public sealed class PlainDescent(IReadOnlyList<TrainedParameter> parameters) : Optimizer(parameters)
{
    public override IEnumerable<(string Name, Tensor Tensor)> State => [];

    public override void Step(int step, double learningRate, double gradientScale)
    {
        using var off = no_grad();
        foreach (var row in Parameters)
        {
            using var scope = NewDisposeScope();
            if (row.Tensor.grad is { } gradient)
                row.Tensor.add_(gradient, -learningRate * gradientScale);
        }
    }

    public override void Dispose()
    {
    }
}
