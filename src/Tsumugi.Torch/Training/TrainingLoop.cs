using System.Diagnostics;
using Tsumugi.Torch.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Hears how a run goes.</summary>
public interface ITrainingObserver
{
    void Progress(string phase, long step, long total);

    void Metric(string name, long step, double value);

    void Log(string text);
}

/// <summary>A loss that is no number any more; the run stops where it is.</summary>
public sealed class DivergedException(int step)
    : Exception($"The loss at step {step} is not a number; lower the learning rate or lengthen the warm-up of the recipe.");

/// <param name="Loss">A scalar with its graph.</param>
/// <param name="Tokens">Unpadded tokens that went in.</param>
public readonly record struct StepResult(Tensor Loss, long Tokens);

/// <param name="FinalLoss">Mean of the last steps (at most ten).</param>
/// <param name="Tokens">Unpadded tokens since this process began.</param>
public sealed record TrainingSummary(int Steps, double FinalLoss, long Tokens, double Seconds);

/// <summary>Runs steps of any objective: schedule, clipping, metrics, checkpoints, resumption to the same bits.</summary>
public sealed class TrainingLoop(
    IReadOnlyList<(string Name, Tensor Parameter)> parameters, Schedule schedule, Checkpoint checkpoint, ITrainingObserver observer)
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromSeconds(10);

    /// <param name="step">Makes the loss of one step (from 0); everything random in it must follow from the step.</param>
    /// <exception cref="DivergedException">When the loss is no number.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop, after a checkpoint.</exception>
    public TrainingSummary Run(string phase, Func<int, StepResult> step, CancellationToken stop)
    {
        using var optimizer = new AdamW(parameters, schedule.WeightDecay);
        var done = checkpoint.Restore(optimizer);
        if (done > 0)
            observer.Log($"Going on from the checkpoint at step {done}.");
        var (clock, saved, tokens, last) = (Stopwatch.StartNew(), Stopwatch.StartNew(), 0L, new Queue<double>());
        for (; done < schedule.Steps; done++)
        {
            if (stop.IsCancellationRequested)
            {
                checkpoint.Save(optimizer, done);
                stop.ThrowIfCancellationRequested();
            }

            var (loss, seen, norm) = One(optimizer, step, done);
            tokens += seen;
            last.Enqueue(loss);
            if (last.Count > 10)
                last.Dequeue();
            Tell(phase, done + 1, loss, norm, tokens / clock.Elapsed.TotalSeconds);
            if (saved.Elapsed > BetweenCheckpoints && done + 1 < schedule.Steps)
            {
                checkpoint.Save(optimizer, done + 1);
                saved.Restart();
            }
        }

        checkpoint.Save(optimizer, done);
        return new(schedule.Steps, last.Count > 0 ? last.Average() : double.NaN, tokens, clock.Elapsed.TotalSeconds);
    }

    private (double Loss, long Tokens, double Norm) One(AdamW optimizer, Func<int, StepResult> step, int done)
    {
        using var scope = NewDisposeScope();
        optimizer.ClearGradients();
        var result = step(done);
        var loss = result.Loss.item<float>();
        if (!float.IsFinite(loss))
            throw new DivergedException(done + 1);
        result.Loss.backward();
        var norm = optimizer.Clip();
        optimizer.Step(done + 1, LearningRate(schedule, done));
        return (loss, result.Tokens, norm);
    }

    /// <param name="step">From 0.</param>
    public static double LearningRate(Schedule schedule, int step) => step < schedule.Warmup
        ? schedule.LearningRate * (step + 1) / schedule.Warmup
        : schedule.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (step - schedule.Warmup) / Math.Max(1, schedule.Steps - schedule.Warmup)));

    private void Tell(string phase, int step, double loss, double norm, double tokensPerSecond)
    {
        observer.Progress(phase, step, schedule.Steps);
        observer.Metric("loss", step, loss);
        observer.Metric("learningRate", step, LearningRate(schedule, step - 1));
        observer.Metric("gradientNorm", step, norm);
        observer.Metric("tokensPerSecond", step, tokensPerSecond);
        observer.Metric("memoryBytes", step, Environment.WorkingSet);
    }
}
