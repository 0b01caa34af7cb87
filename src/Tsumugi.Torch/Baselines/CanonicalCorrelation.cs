using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Baselines;

/// <summary>Directions in which two views of the same items vary together, in closed form.</summary>
/// <remarks>Hotelling 1936; with a penalty on the diagonals, Vinod 1976.</remarks>
public sealed class CanonicalCorrelation
{
    private readonly Tensor _meanLeft, _meanRight, _left, _right;

    private CanonicalCorrelation(Tensor meanLeft, Tensor meanRight, Tensor left, Tensor right, double[] correlations) =>
        (_meanLeft, _meanRight, _left, _right, Correlations) = (meanLeft, meanRight, left, right, correlations);

    /// <summary>Of each direction in training, the largest first.</summary>
    public IReadOnlyList<double> Correlations { get; }

    /// <param name="left">[n, features], float64.</param>
    /// <param name="right">[n, features], float64; row i belongs to row i.</param>
    /// <param name="penalty">Above zero; added to the variances, as a share of their mean on each side.</param>
    /// <param name="directions">How many are kept, at most.</param>
    public static CanonicalCorrelation Fit(Tensor left, Tensor right, double penalty, int directions)
    {
        using var scope = NewDisposeScope();
        var (meanLeft, meanRight) = (left.mean([0], true), right.mean([0], true));
        var (a, b) = (left - meanLeft, right - meanRight);
        var (whitenA, whitenB) = (Whitening(a, penalty), Whitening(b, penalty));
        var (u, s, v) = linalg.svd(whitenA.t().matmul(a.t()).matmul(b).matmul(whitenB) / left.shape[0], fullMatrices: false);
        var kept = Math.Min(directions, s.shape[0]);

        // Directions count by how strongly they correlate, so that those of chance hardly speak.
        var strength = s.narrow(0, 0, kept).sqrt();
        return new(
            meanLeft.MoveToOuterDisposeScope(), meanRight.MoveToOuterDisposeScope(),
            (whitenA.matmul(u.narrow(1, 0, kept)) * strength).MoveToOuterDisposeScope(),
            (whitenB.matmul(v.t().narrow(1, 0, kept)) * strength).MoveToOuterDisposeScope(),
            s.narrow(0, 0, kept).data<double>().ToArray());
    }

    /// <param name="rows">[n, features], float64.</param>
    /// <returns>[n, directions] of unit length.</returns>
    public Tensor Left(Tensor rows) => Project(rows, _meanLeft, _left);

    /// <inheritdoc cref="Left"/>
    public Tensor Right(Tensor rows) => Project(rows, _meanRight, _right);

    private static Tensor Project(Tensor rows, Tensor mean, Tensor map)
    {
        using var scope = NewDisposeScope();
        return nn.functional.normalize((rows - mean).matmul(map), dim: 1).MoveToOuterDisposeScope();
    }

    /// <returns>W with Wᵀ(C + λ)W = 1 for the covariance C of centred rows.</returns>
    private static Tensor Whitening(Tensor centred, double penalty)
    {
        using var scope = NewDisposeScope();
        var covariance = centred.t().matmul(centred) / centred.shape[0];
        var ridge = covariance.diagonal().mean() * penalty;
        var lower = linalg.cholesky(covariance + eye(covariance.shape[0], dtype: ScalarType.Float64) * ridge);
        return linalg.inv(lower).t().contiguous().MoveToOuterDisposeScope();
    }
}
