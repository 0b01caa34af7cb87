using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Baselines;

/// <summary>Multinomial logistic regression with a penalty on the squares of the weights; the constants are free.</summary>
/// <remarks>
/// Accelerated gradient descent with restarts (Nesterov 1983; O'Donoghue and Candès 2015): the problem is convex and its curvature is bounded,
/// so neither step length nor starting point is anything to choose.
/// </remarks>
public static class LogisticRegression
{
    private const double Converged = 1e-6;

    /// <param name="x">[n, features], float64. Features of like spread converge soonest: <see cref="Standardisation"/>.</param>
    /// <param name="classes">[n], int64, from 0.</param>
    /// <param name="penalty">Above zero; on half the sum of squares, beside the mean cross-entropy.</param>
    /// <returns>Scores are logarithms of probabilities but for a constant of each row.</returns>
    public static LinearModel Fit(Tensor x, Tensor classes, int count, double penalty, int mostSteps = 2000)
    {
        using var scope = NewDisposeScope();
        var (n, features) = (x.shape[0], x.shape[1]);
        var design = cat([x, ones(n, 1, ScalarType.Float64)], 1);
        var penalties = cat([full([features, 1], penalty, ScalarType.Float64), zeros(1, 1, ScalarType.Float64)], 0);
        var wanted = nn.functional.one_hot(classes, count).to_type(ScalarType.Float64);
        var stepLength = 1 / (0.5 * LargestCurvature(design) / n + penalty);
        var (weights, ahead, momentum) = (zeros(features + 1, count, ScalarType.Float64), zeros(features + 1, count, ScalarType.Float64), 1.0);
        for (var step = 0; step < mostSteps; step++)
        {
            using var inner = NewDisposeScope();
            var gradient = design.t().matmul(nn.functional.softmax(design.matmul(ahead), 1) - wanted) / n + ahead * penalties;
            var next = ahead - gradient * stepLength;
            var moved = next - weights;
            var done = gradient.abs().max().item<double>() < Converged;

            // A step against the direction of travel: momentum has carried past the valley's floor.
            if ((gradient * moved).sum().item<double>() > 0)
                momentum = 1;
            var nextMomentum = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
            ahead = (next + moved * ((momentum - 1) / nextMomentum)).MoveToOuterDisposeScope();
            (weights, momentum) = (next.MoveToOuterDisposeScope(), nextMomentum);
            if (done)
                break;
        }

        return new(weights.narrow(0, 0, features).clone().MoveToOuterDisposeScope(), weights.narrow(0, features, 1).clone().MoveToOuterDisposeScope());
    }

    /// <returns>The largest eigenvalue of the sums of squares, from above: twenty rounds of the power method and a tenth more.</returns>
    private static double LargestCurvature(Tensor design)
    {
        using var scope = NewDisposeScope();
        var direction = ones(design.shape[1], 1, ScalarType.Float64);
        for (var round = 0; round < 20; round++)
            direction = nn.functional.normalize(design.t().matmul(design.matmul(direction)), dim: 0);
        return 1.1 * design.matmul(direction).square().sum().item<double>();
    }
}
