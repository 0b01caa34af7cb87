using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Baselines;

/// <summary>Least squares with a penalty on the squares of the weights, in closed form; the constant is free.</summary>
/// <remarks>Hoerl and Kennard 1970.</remarks>
public static class RidgeRegression
{
    /// <param name="x">[n, features], float64.</param>
    /// <param name="y">[n, outputs], float64.</param>
    /// <param name="penalty">Above zero; added to the diagonal of the features' sums of squares, as other libraries' alpha.</param>
    public static LinearModel Fit(Tensor x, Tensor y, double penalty)
    {
        using var scope = NewDisposeScope();
        var (meanX, meanY) = (x.mean([0], true), y.mean([0], true));
        var (a, b) = (x - meanX, y - meanY);
        var (n, features) = (x.shape[0], x.shape[1]);

        // The smaller of the two systems of equations that have the same answer.
        var weights = features <= n
            ? linalg.solve(a.t().matmul(a) + eye(features, dtype: ScalarType.Float64) * penalty, a.t().matmul(b))
            : a.t().matmul(linalg.solve(a.matmul(a.t()) + eye(n, dtype: ScalarType.Float64) * penalty, b));
        return new(weights.MoveToOuterDisposeScope(), (meanY - meanX.matmul(weights)).MoveToOuterDisposeScope());
    }
}
