using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Baselines;

/// <summary>What the closed-form and convex baselines learn: one map and a constant.</summary>
/// <param name="Weights">[features, outputs], float64.</param>
/// <param name="Constant">[1, outputs], float64.</param>
public sealed record LinearModel(Tensor Weights, Tensor Constant) : IDisposable
{
    /// <param name="x">[n, features], float64.</param>
    /// <returns>[n, outputs]</returns>
    public Tensor Predict(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x.matmul(Weights) + Constant).MoveToOuterDisposeScope();
    }

    internal LinearModel MoveToOuterDisposeScope()
    {
        Weights.MoveToOuterDisposeScope();
        Constant.MoveToOuterDisposeScope();
        return this;
    }

    public void Dispose()
    {
        Weights.Dispose();
        Constant.Dispose();
    }
}
