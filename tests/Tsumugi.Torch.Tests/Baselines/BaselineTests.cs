using Tsumugi.Torch.Baselines;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Baselines;

public sealed class BaselineTests
{
    [Theory]
    [InlineData(40, 7)] // more rows than features: one system of equations
    [InlineData(7, 40)] // more features than rows: the other
    public void Ridge_anyShape_makesTheGradientNothing(int rows, int features)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var (x, y) = (randn(rows, features, ScalarType.Float64) + 3, randn(rows, 2, ScalarType.Float64));
        var model = RidgeRegression.Fit(x, y, penalty: 2);

        // Half the gradient of the squared errors and the penalty; the constant's is the sum of the errors.
        var errors = model.Predict(x) - y;
        Assert.InRange((x.t().matmul(errors) + model.Weights * 2).abs().max().item<double>(), 0, 1e-8);
        Assert.InRange(errors.mean([0]).abs().max().item<double>(), 0, 1e-9);
    }

    [Fact]
    public void Logistic_threeClasses_makesTheGradientNothing_andFindsWhatSeparates()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        long[] classes = [.. Enumerable.Range(0, 90).Select(row => (long)(row % 3))];
        var wanted = nn.functional.one_hot(tensor(classes), 3).to_type(ScalarType.Float64);
        var x = cat([wanted.narrow(1, 0, 2) + randn(90, 2, ScalarType.Float64) * 0.3, randn(90, 3, ScalarType.Float64)], 1);
        var model = LogisticRegression.Fit(x, tensor(classes), 3, penalty: 0.01);
        var scores = model.Predict(x);
        var errors = nn.functional.softmax(scores, 1) - wanted;
        Assert.True((x.t().matmul(errors) / 90 + model.Weights * 0.01).abs().max().item<double>() < 1e-5);
        Assert.True(errors.mean([0]).abs().max().item<double>() < 1e-5);
        Assert.True(scores.argmax(1).eq(tensor(classes)).to_type(ScalarType.Float64).mean().item<double>() > 0.8);
    }

    [Fact]
    public void Canonical_twoSharedSignals_areTheTwoThatCorrelate_andPairsFindEachOther()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var signal = randn(300, 2, ScalarType.Float64);
        Tensor View(int width) => signal.matmul(randn(2, width, ScalarType.Float64)) + randn(300, width, ScalarType.Float64) * 0.05;
        var (left, right) = (View(6), View(9));
        var canonical = CanonicalCorrelation.Fit(left, right, penalty: 1e-6, directions: 4);
        Assert.All(canonical.Correlations.Take(2), correlation => Assert.InRange(correlation, 0.98, 1));
        Assert.All(canonical.Correlations.Skip(2), correlation => Assert.InRange(correlation, 0, 0.4));

        var (a, b) = (canonical.Left(left), canonical.Right(right));
        Assert.Equal(1, a.square().sum(1).mean().item<double>(), 1e-9);

        // Two directions of chance, with squares of about a quarter each, stand beside the two of the signal: about 0.8.
        Assert.InRange((a * b).sum(1).mean().item<double>(), 0.7, 1);
        var shuffled = b.index_select(0, tensor(Enumerable.Range(0, 300).Select(row => (long)((row + 7) % 300)).ToArray()));
        Assert.InRange((a * shuffled).sum(1).mean().item<double>(), -0.2, 0.2);
    }

    [Fact]
    public void Standardisation_featureThatDoesNotVary_becomesNothing()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 1, 5, 3, 5 }, [2, 2]);
        var scaled = Standardisation.Of(x).Apply(x);
        double[] wanted = [-1, 0, 1, 0];
        Assert.Equal(wanted, scaled.data<double>().ToArray());
    }
}
