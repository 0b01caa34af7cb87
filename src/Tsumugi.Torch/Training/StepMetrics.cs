using System.Diagnostics;
using Tsumugi.Torch.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Tells the observer how each step went.</summary>
internal sealed class StepMetrics(Schedule schedule, TrainingRun run, Device device)
{
    private readonly Pace _pace = new();
    private readonly double _rate = MatrixRate.Of(device) * run.Ranks.Size;

    public long Tokens => _pace.AllTokens;

    /// <param name="step">From 1.</param>
    public void Tell(string phase, int step, MadeStep made)
    {
        _pace.Step(made.Tokens, made.Operations);
        var observer = run.Observer;
        observer.Progress(phase, step, schedule.Steps);
        observer.Metric("loss", step, made.Loss);
        observer.Metric("learningRate", step, schedule.RateAt(step - 1));
        observer.Metric("gradientNorm", step, made.GradientNorm);
        observer.Metric("tokensPerSecond", step, _pace.TokensPerSecond);
        if (made.Operations > 0)
            observer.Metric("matmulShare", step, _pace.OperationsPerSecond / _rate);
        if (made.Hidden is { } hidden)
            observer.Metric("communicationHidden", step, hidden);
        using var process = Process.GetCurrentProcess();
        observer.Metric("peakMemoryBytes", step, process.PeakWorkingSet64);
    }
}
