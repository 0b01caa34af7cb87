using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training.Objectives;

public sealed class MixtureTests
{
    [Fact]
    public void Step_anyNumber_drawsPartsByWeight_eachCountingItsOwnSteps()
    {
        var parts = new[] { new Counted("a"), new Counted("b"), new Counted("never") };
        var mixture = new Mixture(parts, [3, 1, 0], 5);
        for (var step = 0; step < 4000; step++)
            mixture.Step(new(step, 0, 1));
        Assert.All(parts, part => Assert.Equal(Enumerable.Range(0, part.Asked.Count), part.Asked));
        Assert.Equal(0.75, parts[0].Asked.Count / 4000.0, 0.03);
        Assert.Empty(parts[2].Asked);
    }

    [Fact]
    public void Step_resumed_goesOnWhereAnUndisturbedRunWouldBe()
    {
        var (whole, later) = (new[] { new Counted("a"), new Counted("b") }, new[] { new Counted("a"), new Counted("b") });
        var undisturbed = new Mixture(whole, [1, 2], 5);
        for (var step = 0; step < 50; step++)
            undisturbed.Step(new(step, 0, 1));
        var resumed = new Mixture(later, [1, 2], 5);
        for (var step = 30; step < 50; step++)
            resumed.Step(new(step, 0, 1));
        for (var part = 0; part < 2; part++)
            Assert.Equal(whole[part].Asked.TakeLast(later[part].Asked.Count), later[part].Asked);
        Assert.Equal(20, later.Sum(part => part.Asked.Count));
    }

    [Theory]
    [InlineData(1, new double[] { 100, 10_000 })]
    [InlineData(2, new double[] { 10, 100 })]
    [InlineData(1e9, new double[] { 1, 1 })]
    public void Weights_temperature_liesBetweenSizesAndEqualShares(double temperature, double[] wanted) =>
        Assert.All(Mixture.Weights([100, 10_000], temperature).Zip(wanted), pair => Assert.Equal(pair.Second, pair.First, 1e-4));

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 0, 0 })]
    [InlineData(new double[] { 1, -1 })]
    [InlineData(new double[] { 1, double.NaN })]
    public void New_weightsThatMeanNothing_areRefused(double[] weights) =>
        Assert.Throws<ArgumentException>(() => new Mixture([new Counted("a"), new Counted("b")], weights, 1));

    private sealed class Counted(string name) : IObjective
    {
        public List<int> Asked { get; } = [];

        public IEnumerable<TrainedParameter> Parameters => [new(name, zeros(1), ParameterKind.Scalar)];

        public Validation? Validation => null;

        public StepResult Step(Share share)
        {
            Asked.Add(share.Step);
            return default;
        }
    }
}
