using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training.Ranks;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <param name="Loss">Mean over the whole step, all processes together.</param>
/// <param name="Tokens">Of all processes.</param>
/// <param name="Operations">Of all processes.</param>
/// <param name="GradientNorm">Before it was clipped.</param>
/// <param name="Hidden">Share of the time of summing over processes that the backward pass hid; null in a run of one.</param>
internal readonly record struct MadeStep(double Loss, long Tokens, double Operations, double GradientNorm, double? Hidden);

/// <summary>Makes one step: every share forward and backward, gradients together, clipped, into the optimiser.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly Schedule _schedule;
    private readonly TrainingRun _run;
    private readonly GradientReduction? _reduction;

    public TrainingStep(IReadOnlyList<TrainedParameter> parameters, Schedule schedule, TrainingRun run)
    {
        (_parameters, _schedule, _run) = (parameters, schedule, run);
        Optimizer = run.PlainSteps ? new PlainDescent(parameters) : new AdamW(parameters, schedule);
        if (run.Correction is not null && (run.Ranks.Size > 1 || schedule.Accumulation > 1))
            throw new ArgumentException("Gradients are corrected in one process and one pass a step.", nameof(run));
        _reduction = run.Ranks.Size > 1 ? new(parameters, run.Ranks) : null;
    }

    public Optimizer Optimizer { get; }

    /// <param name="done">Steps before this one.</param>
    public MadeStep Make(int done, Func<Share, StepResult> objective)
    {
        using var scope = NewDisposeScope();
        Optimizer.ClearGradients();
        _reduction?.Begin();
        var parts = _schedule.Accumulation * _run.Ranks.Size;
        var shares = new List<(Share Share, double Loss, StepBatch? Batch)>();
        double[] totals = [0, 0, 0, 0]; // loss · weight, weight, tokens, operations
        for (var pass = 0; pass < _schedule.Accumulation; pass++)
        {
            var (share, isLast) = (new Share(done, pass * _run.Ranks.Size + _run.Ranks.Rank, parts), pass == _schedule.Accumulation - 1);
            using (isLast ? _reduction?.Watch() : null)
                shares.Add(Pass(objective, share, totals));
            if (!isLast)
                _reduction?.Keep();
        }

        _reduction?.Finish(totals);
        var loss = totals[1] > 0 ? totals[0] / totals[1] : 0;
        if (!double.IsFinite(loss))
            throw Divergence.Keep("loss", done + 1, _run, shares);

        _run.Correction?.Invoke(_parameters);

        // Losses of shares are summed by weight, so that their gradients are too.
        var scale = parts == 1 || totals[1] == 0 ? 1 : 1 / totals[1];
        var norm = Optimizer.GradientNorm() * scale;
        if (!double.IsFinite(norm))
            throw Divergence.Keep("gradient", done + 1, _run, shares);
        if (_schedule.ClipNorm > 0 && norm > _schedule.ClipNorm)
            scale *= _schedule.ClipNorm / norm;
        Optimizer.Step(done + 1, _schedule.RateAt(done), scale);
        return new(loss, (long)totals[2], totals[3], norm, _reduction?.Hidden);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _reduction?.Dispose();
    }

    private static (Share Share, double Loss, StepBatch? Batch) Pass(Func<Share, StepResult> objective, Share share, double[] totals)
    {
        using var scope = NewDisposeScope();
        var result = objective(share);
        if (result.Loss is null)
            return (share, 0, result.Batch);
        double loss = result.Loss.item<float>();
        (share.Parts == 1 ? result.Loss : result.Loss * result.Weight).backward();
        result.AfterBackward?.Invoke();
        totals[0] += loss * result.Weight;
        totals[1] += result.Weight;
        totals[2] += result.Tokens;
        totals[3] += result.Operations;
        return (share, loss, result.Batch);
    }
}
