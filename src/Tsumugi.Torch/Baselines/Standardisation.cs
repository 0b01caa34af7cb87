using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Baselines;

/// <summary>Mean 0 and deviation 1 by the training rows; features that do not vary there become 0.</summary>
/// <param name="Mean">[1, features], float64.</param>
/// <param name="Scale">[1, features], float64.</param>
public sealed record Standardisation(Tensor Mean, Tensor Scale)
{
    /// <param name="x">Training rows, [n, features], float64.</param>
    public static Standardisation Of(Tensor x)
    {
        using var scope = NewDisposeScope();
        var deviation = x.std(0, unbiased: false, keepdim: true);
        var scale = where(deviation > 1e-12, deviation.reciprocal(), zeros_like(deviation));
        return new(x.mean([0], true).MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
    }

    public Tensor Apply(Tensor x)
    {
        using var scope = NewDisposeScope();
        return ((x - Mean) * Scale).MoveToOuterDisposeScope();
    }
}
