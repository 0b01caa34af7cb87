using Tsumugi.Torch.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Adam with decoupled weight decay, whose whole state can be saved and put back exactly.</summary>
/// <remarks>Loshchilov and Hutter 2019; β 0.9 and 0.98, ε 1e-8.</remarks>
public sealed class AdamW : Optimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Epsilon = 1e-8;

    private readonly IReadOnlyList<(string Name, Tensor Parameter, Tensor First, Tensor Second, double Decay)> _rows;

    public AdamW(IReadOnlyList<TrainedParameter> parameters, Schedule schedule) : base(parameters)
    {
        _rows = [.. parameters.Select(row => (
            row.Name, row.Tensor,
            zeros_like(row.Tensor, requires_grad: false).DetachFromDisposeScope(),
            zeros_like(row.Tensor, requires_grad: false).DetachFromDisposeScope(),
            row.Kind == ParameterKind.Scalar || schedule.NoDecay.Contains(row.Kind) ? 0 : schedule.WeightDecay))];
    }

    /// <summary>The moments: what a checkpoint holds beside the parameters.</summary>
    public override IEnumerable<(string Name, Tensor Tensor)> State =>
        _rows.SelectMany(row => new[] { ($"first.{row.Name}", row.First), ($"second.{row.Name}", row.Second) });

    public override void Step(int step, double learningRate, double gradientScale)
    {
        using var off = no_grad();
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step));
        foreach (var (_, parameter, first, second, decay) in _rows)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
                continue;
            if (decay > 0)
                parameter.mul_(1 - learningRate * decay);
            first.mul_(Beta1).add_(gradient, (1 - Beta1) * gradientScale);
            second.mul_(Beta2).addcmul_(gradient, gradient, (1 - Beta2) * gradientScale * gradientScale);
            parameter.addcdiv_(first, second.sqrt().add_(Epsilon), -learningRate * correction);
        }
    }

    public override void Dispose()
    {
        foreach (var row in _rows)
        {
            row.First.Dispose();
            row.Second.Dispose();
        }
    }
}
