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
        var (n, features) = (x.shape[0], x.shape[1]);
        if (features <= n)
            return FromSums(x.t().matmul(x), x.t().matmul(y), x.sum(0, keepdim: true), y.sum(0, keepdim: true), n, penalty).MoveToOuterDisposeScope();

        // With fewer rows than features, the smaller system of equations that has the same answer.
        var (meanX, meanY) = (x.mean([0], true), y.mean([0], true));
        var centred = x - meanX;
        var weights = centred.t().matmul(linalg.solve(centred.matmul(centred.t()) + eye(n, dtype: ScalarType.Float64) * penalty, y - meanY));
        return new(weights.MoveToOuterDisposeScope(), (meanY - meanX.matmul(weights)).MoveToOuterDisposeScope());
    }

    /// <summary>From sums over the rows alone, where there are more rows than memory.</summary>
    /// <param name="squares">Sums of products of features, [features, features], float64.</param>
    /// <param name="products">Sums of products of features and outputs, [features, outputs].</param>
    /// <param name="sumX">[1, features]</param>
    /// <param name="sumY">[1, outputs]</param>
    /// <param name="n">Rows.</param>
    public static LinearModel FromSums(Tensor squares, Tensor products, Tensor sumX, Tensor sumY, long n, double penalty)
    {
        using var scope = NewDisposeScope();
        var (meanX, meanY) = (sumX / n, sumY / n);
        var covered = squares - meanX.t().matmul(sumX) + eye(squares.shape[0], dtype: ScalarType.Float64) * penalty;
        var weights = linalg.solve(covered, products - meanX.t().matmul(sumY));
        return new(weights.MoveToOuterDisposeScope(), (meanY - meanX.matmul(weights)).MoveToOuterDisposeScope());
    }
}
