using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Rounds;

/// <summary>Moves the model along the combined update; what it remembers from round to round lies in rows as long as the model.</summary>
public interface IServerStep
{
    /// <summary>What a row of memory holds before the first round; one for each row.</summary>
    IReadOnlyList<double> Beginning { get; }

    /// <param name="combined">Δ, the combined update of the round.</param>
    /// <param name="memory">The step's rows at the same places; changed.</param>
    /// <param name="step">What is added to the model.</param>
    void Step(ReadOnlySpan<double> combined, IReadOnlyList<Memory<double>> memory, Span<double> step);
}

/// <summary>η·Δ.</summary>
public sealed class PlainStep(double rate) : IServerStep
{
    public IReadOnlyList<double> Beginning => [];

    public void Step(ReadOnlySpan<double> combined, IReadOnlyList<Memory<double>> memory, Span<double> step)
    {
        for (var i = 0; i < step.Length; i++)
            step[i] = rate * combined[i];
    }
}

/// <summary>v ← β·v + Δ, then η·v (Hsu et al. 2019).</summary>
public sealed class MomentumStep(double rate, double momentum) : IServerStep
{
    public IReadOnlyList<double> Beginning => [0];

    public void Step(ReadOnlySpan<double> combined, IReadOnlyList<Memory<double>> memory, Span<double> step)
    {
        var velocity = memory[0].Span;
        for (var i = 0; i < step.Length; i++)
        {
            velocity[i] = momentum * velocity[i] + combined[i];
            step[i] = rate * velocity[i];
        }
    }
}

/// <summary>m ← β₁·m + (1 − β₁)·Δ, then η·m / (√v + τ); v begins at τ² and follows Δ² as Adam or Yogi do (Reddi et al. 2021, algorithm 2).</summary>
public sealed class AdaptiveStep(RoundMethodSettings settings, bool yogi) : IServerStep
{
    public IReadOnlyList<double> Beginning => [0, settings.Tau * settings.Tau];

    public void Step(ReadOnlySpan<double> combined, IReadOnlyList<Memory<double>> memory, Span<double> step)
    {
        var first = memory[0].Span;
        var second = memory[1].Span;
        for (var i = 0; i < step.Length; i++)
        {
            var square = combined[i] * combined[i];
            first[i] = settings.Beta1 * first[i] + (1 - settings.Beta1) * combined[i];
            second[i] = yogi
                ? second[i] - (1 - settings.Beta2) * square * Math.Sign(second[i] - square)
                : settings.Beta2 * second[i] + (1 - settings.Beta2) * square;
            step[i] = settings.ServerRate * first[i] / (Math.Sqrt(second[i]) + settings.Tau);
        }
    }
}
