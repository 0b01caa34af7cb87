using System.Text.Json;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class TrainingLoopTests
{
    [Theory]
    [InlineData("loss")]
    [InlineData("gradient")]
    public void Run_noNumberAnyMore_stops_andKeepsTheBatch(string what)
    {
        using var folder = new Folder();
        using var weight = new Parameter(ones(4));
        var recorder = new Recorder();
        var loop = Loop(weight, new(10, 0, 0.01, 0), folder.Path, recorder);
        var error = Assert.Throws<DivergedException>(() => loop.Run("toy", share => new(Loss(share.Step), 3) { Batch = new([7, 9], [[1, 2], [3]]) }, null, CancellationToken.None));
        Assert.Equal(3, recorder.Losses.Count);
        Assert.Contains($"The {what} of step 4", error.Message, StringComparison.Ordinal);
        var file = Path.Combine(folder.Path, "failed-step-4.json");
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        using var kept = JsonDocument.Parse(File.ReadAllBytes(file));
        Assert.Equal("""[{"item":7,"tokens":[1,2]},{"item":9,"tokens":[3]}]""", kept.RootElement.GetProperty("shares")[0].GetProperty("items").GetRawText());

        // The root's slope at nothing is infinite, though its value is a number.
        Tensor Loss(int step) => step < 3 ? weight.square().sum() : what == "loss" ? (weight - 10).log().sum() : (weight * 0).sqrt().sum();
    }

    [Fact]
    public void Run_average_isWhatTheFormulaSays_andIsWhatStays()
    {
        using var folder = new Folder();
        using var weight = new Parameter(ones(1));
        var seen = new List<double>();
        Loop(weight, new(20, 0, 0.1, 0) { AverageDecay = 0.9, Decline = Decline.Constant }, folder.Path, new Recorder()).Run("toy", _ =>
        {
            seen.Add(weight.item<float>());
            return new(weight.square().sum(), 1);
        }, null, CancellationToken.None);
        using var plain = new Parameter(ones(1));
        Loop(plain, new(20, 0, 0.1, 0) { Decline = Decline.Constant }, folder.Under("plain"), new Recorder()).Run("toy", _ => new(plain.square().sum(), 1), null, CancellationToken.None);
        var average = 1.0;
        foreach (var (step, value) in seen.Skip(1).Append(plain.item<float>()).Index())
        {
            var kept = Math.Min(0.9, (2.0 + step) / (11.0 + step));
            average = kept * average + (1 - kept) * value;
        }

        Assert.Equal(average, weight.item<float>(), 1e-5);
        Assert.NotEqual(plain.item<float>(), weight.item<float>());
    }

    [Fact]
    public void Run_measureGetsNoBetter_endsEarly_withTheBestWeights_alsoWhenInterrupted()
    {
        using var folder = new Folder();
        var schedule = new Schedule(100, 0, 0.05, 0) { Decline = Decline.Constant, ValidateEvery = 2, Patience = 3 };
        var (weight, steps) = Run(folder.Under("a"), new Recorder());
        using var stopping = new Recorder(stopAfter: 15);
        Assert.Throws<OperationCanceledException>(() => Run(folder.Under("b"), stopping));
        Assert.Equal((weight, steps), Run(folder.Under("b"), new Recorder()));

        // Weights go from 1 to 0 by about 0.05 a step; validation likes 0.5 best.
        Assert.InRange(weight, 0.4, 0.6);
        Assert.InRange(steps, 14, 24);

        (double Weight, int Steps) Run(string under, Recorder recorder)
        {
            using var trained = new Parameter(ones(1));
            var summary = Loop(trained, schedule, under, recorder).Run(
                "toy", _ => new(trained.square().sum(), 1), new("distance", _ => (Math.Abs(trained.item<float>() - 0.5), 1)), recorder.Stop);
            Assert.Equal(Math.Abs(trained.item<float>() - 0.5), summary.Validation!.Value, 1e-6);
            return (trained.item<float>(), summary.Steps);
        }
    }

    [Fact]
    public void Run_weightDecay_leavesTheNamedKindsAlone()
    {
        using var folder = new Folder();
        ParameterKind[] kinds = [ParameterKind.Matrix, ParameterKind.Embedding, ParameterKind.Norm, ParameterKind.Bias, ParameterKind.Scalar];
        List<TrainedParameter> rows = [.. kinds.Select(kind => new TrainedParameter($"{kind}", new Parameter(ones(1)), kind))];
        var schedule = new Schedule(1, 0, 0.01, 1) { NoDecay = [ParameterKind.Norm, ParameterKind.Embedding] };
        new TrainingLoop(rows, schedule, new(1, folder.Path, "decay", new Recorder()))
            .Run("toy", _ => new(stack([.. rows.Select(row => row.Tensor.sum() * 0)]).sum(), 1), null, CancellationToken.None);
        Assert.Equal([0.99f, 1, 1, 0.99f, 1], rows.Select(row => row.Tensor.item<float>()));
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(9, 6)]
    [InlineData(0, 6)]
    public void Run_longGradient_isClippedToTheNorm(double clip, double wanted)
    {
        using var folder = new Folder();
        using var weight = new Parameter(ones(1) * 3);
        Loop(weight, new(1, 0, 0.01, 0) { ClipNorm = clip }, folder.Path, new Recorder()).Run("toy", _ => new(weight.square().sum(), 1), null, CancellationToken.None);

        // The first moment of the first step: (1 − β₁) times the gradient.
        using Tensor parameter = zeros(1), first = zeros(1), second = zeros(1);
        ParameterFile.Load(Path.Combine(folder.Path, "state.safetensors"), [("weight", parameter), ("first.weight", first), ("second.weight", second)]);
        Assert.Equal(wanted, first.item<float>() / 0.1, 1e-4);
    }

    [Fact]
    public void Run_outOfTime_stopsWithItsState_andGoesOn()
    {
        using var folder = new Folder();
        using var weight = new Parameter(ones(1));
        var schedule = new Schedule(4, 0, 0.05, 0) { SecondsAtMost = 1 };
        Assert.Throws<OperationCanceledException>(() => Loop(weight, schedule, folder.Path, new Recorder()).Run("toy", Slow, null, CancellationToken.None));
        var (afterOne, rest) = (weight.item<float>(), new Recorder());
        using var again = new Parameter(ones(1));
        Loop(again, schedule, folder.Path, rest).Run("toy", share => new(again.square().sum(), 1), null, CancellationToken.None);
        Assert.Equal(afterOne * afterOne, rest.Losses[0], 1e-6);

        StepResult Slow(Share share)
        {
            System.Threading.Thread.Sleep(600);
            return new(weight.square().sum(), 1);
        }
    }

    private static TrainingLoop Loop(Parameter weight, Schedule schedule, string folder, ITrainingObserver observer) =>
        new([new("weight", weight, ParameterKind.Matrix)], schedule, new(1, folder, "toy", observer));
}
