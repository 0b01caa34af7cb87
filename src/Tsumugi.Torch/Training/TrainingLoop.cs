using System.Diagnostics;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training.Ranks;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <param name="Steps">That were made; fewer than the recipe's when the run ended early.</param>
/// <param name="FinalLoss">Mean of the last steps (at most ten).</param>
/// <param name="Tokens">Unpadded tokens since this process began.</param>
public sealed record TrainingSummary(int Steps, double FinalLoss, long Tokens, double Seconds)
{
    /// <summary>The best validation measure; null when none was taken.</summary>
    public double? Validation { get; init; }
}

/// <summary>Runs steps of any objective: schedule, clipping, accumulation, processes, metrics, checkpoints, resumption to the same bits.</summary>
/// <param name="parameters">In the order of the forward pass; those that stand still are left out of everything.</param>
public sealed class TrainingLoop(IReadOnlyList<TrainedParameter> parameters, Schedule schedule, TrainingRun run)
{
    private readonly IReadOnlyList<TrainedParameter> _parameters = [.. parameters.Where(row => row.Tensor.requires_grad)];

    /// <param name="objective">Makes the loss of one share of a step; everything random in it must follow from the step and the items.</param>
    /// <param name="validation">What <c>validateEvery</c> of the recipe asks for.</param>
    /// <exception cref="DivergedException">When a loss or a gradient is no number.</exception>
    /// <exception cref="CheckpointException">When asked to stop while no checkpoint can be written.</exception>
    /// <exception cref="OperationCanceledException">When asked to stop or out of time, after a checkpoint.</exception>
    public TrainingSummary Run(string phase, Func<Share, StepResult> objective, Validation? validation, CancellationToken stop)
    {
        if (schedule.ValidateEvery > 0 && validation is null)
            throw new ArgumentException("The schedule asks for validation.", nameof(validation));
        using var step = new TrainingStep(_parameters, schedule, run);
        using var kept = new KeptState(_parameters, schedule, run, step.Optimizer);
        var state = kept.Restore();
        var (clock, metrics) = (Stopwatch.StartNew(), new StepMetrics(schedule, run, _parameters.Count > 0 ? _parameters[0].Tensor.device : CPU));
        while (state.Step < schedule.Steps && !IsOver(state))
        {
            if (IsToStop(clock, stop))
                throw Stopped(kept, state, stop);
            var made = step.Make(state.Step, objective);
            state = state.After(made.Loss);
            kept.Average?.Average(schedule.AverageDecay, state.Step);
            metrics.Tell(phase, state.Step, made);
            if (validation is not null && schedule.ValidateEvery > 0 && (state.Step % schedule.ValidateEvery == 0 || state.Step == schedule.Steps))
                state = Look(validation, kept, state);
            kept.SaveIfDue(state);
        }

        kept.SaveOrSay(state);
        (kept.Best ?? kept.Average)?.GiveToParameters();
        return new(state.Step, state.LastLosses.Count > 0 ? state.LastLosses.Average() : double.NaN, metrics.Tokens, clock.Elapsed.TotalSeconds) { Validation = state.Best };
    }

    private bool IsOver(TrainingState state) => schedule.Patience > 0 && state.SinceBest >= schedule.Patience;

    /// <summary>One process asked to stop stops all, after the same step.</summary>
    private bool IsToStop(Stopwatch clock, CancellationToken stop)
    {
        var isTimeUp = schedule.SecondsAtMost > 0 && clock.Elapsed.TotalSeconds >= schedule.SecondsAtMost;
        Span<double> asked = [stop.IsCancellationRequested || isTimeUp ? 1 : 0];
        run.Ranks.Sum(asked);
        return asked[0] > 0;
    }

    private OperationCanceledException Stopped(KeptState kept, TrainingState state, CancellationToken stop)
    {
        kept.Save(state);
        run.Observer.Log(stop.IsCancellationRequested
            ? $"Asked to stop after step {state.Step}; the state is kept."
            : $"{schedule.SecondsAtMost} s are over after step {state.Step}; the state is kept, and the run goes on from it when started again.");
        return new(stop);
    }

    private TrainingState Look(Validation validation, KeptState kept, TrainingState state)
    {
        kept.Average?.Swap();
        double[] sums = [0, 0];
        using (no_grad())
        using (NewDisposeScope())
            (sums[0], sums[1]) = validation.Measure(new(0, run.Ranks.Rank, run.Ranks.Size));
        run.Ranks.Sum(sums.AsSpan());
        var measure = sums[0] / sums[1];
        run.Observer.Metric(validation.Name, state.Step, measure);
        state = state.After(measure, validation.HigherIsBetter);
        if (state.SinceBest == 0)
            kept.Best?.TakeFromParameters();
        kept.Average?.Swap();
        if (IsOver(state))
            run.Observer.Log($"{validation.Name} has not been better than {state.Best:0.####} for {schedule.Patience} looks: the run ends at step {state.Step}.");
        return state;
    }
}
