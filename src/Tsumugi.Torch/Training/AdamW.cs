using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Adam with decoupled weight decay, whose whole state can be saved and put back exactly.</summary>
/// <remarks>Loshchilov and Hutter 2019; β 0.9 and 0.98, ε 1e-8. Vectors (biases, norms) are not decayed.</remarks>
public sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Epsilon = 1e-8;

    private readonly IReadOnlyList<(string Name, Tensor Parameter, Tensor First, Tensor Second)> _rows;
    private readonly double _weightDecay;

    public AdamW(IEnumerable<(string Name, Tensor Parameter)> parameters, double weightDecay)
    {
        _weightDecay = weightDecay;
        _rows = [.. parameters.Select(row => (
            row.Name, row.Parameter,
            zeros_like(row.Parameter, requires_grad: false).DetachFromDisposeScope(),
            zeros_like(row.Parameter, requires_grad: false).DetachFromDisposeScope()))];
    }

    /// <summary>Parameters and moments: what a checkpoint holds.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => _rows.SelectMany(row => new[]
    {
        (row.Name, row.Parameter), ($"first.{row.Name}", row.First), ($"second.{row.Name}", row.Second),
    });

    /// <summary>A parameter that a step does not reach has no gradient afterwards, and stays as it is to the bit.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter, _, _) in _rows)
            parameter.grad = null;
    }

    /// <returns>The norm of all gradients before they were clipped to 1.</returns>
    public double Clip()
    {
        using var scope = NewDisposeScope();
        var squares = _rows.Where(row => row.Parameter.grad is not null).Select(row => row.Parameter.grad!.square().sum()).ToList();
        var norm = stack(squares).sum().sqrt().item<float>();
        if (norm > 1)
        {
            foreach (var (_, parameter, _, _) in _rows)
                parameter.grad?.mul_(1.0 / norm);
        }

        return norm;
    }

    /// <param name="step">From 1.</param>
    public void Step(int step, double learningRate)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step));
        foreach (var (_, parameter, first, second) in _rows)
        {
            if (parameter.grad is not { } gradient)
                continue;
            if (parameter.dim() > 1)
                parameter.mul_(1 - learningRate * _weightDecay);
            first.mul_(Beta1).add_(gradient, 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            parameter.addcdiv_(first, second.sqrt().add_(Epsilon), -learningRate * correction);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, first, second) in _rows)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
