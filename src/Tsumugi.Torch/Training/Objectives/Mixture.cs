namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Several objectives over one encoder: each step is one of them, drawn by weight; each goes through its own data in its own order.</summary>
public sealed class Mixture : IObjective
{
    private readonly IReadOnlyList<IObjective> _parts;
    private readonly double[] _upTo;
    private readonly CounterRandom _random;
    private readonly int[] _taken;
    private long _walked;

    /// <param name="weights">One for each part, at least 0, not all 0.</param>
    public Mixture(IReadOnlyList<IObjective> parts, IReadOnlyList<double> weights, long seed)
    {
        if (weights.Count != parts.Count || weights.Any(weight => !(weight >= 0)) || !(weights.Sum() > 0))
            throw new ArgumentException("Each part needs a weight of at least 0, and one above.", nameof(weights));
        _parts = parts;
        _random = new(seed, "mixture");
        _taken = new int[parts.Count];
        _upTo = new double[parts.Count];
        var sum = 0.0;
        for (var i = 0; i < parts.Count; i++)
            _upTo[i] = (sum += weights[i]) / weights.Sum();
    }

    public IEnumerable<TrainedParameter> Parameters => _parts.SelectMany(part => part.Parameters);

    /// <summary>Weights that lie between the sizes of the data (1) and equal shares (infinity): size to the power 1 / temperature.</summary>
    /// <remarks>Raffel et al. 2020, section 3.5.2.</remarks>
    public static IReadOnlyList<double> Weights(IReadOnlyList<long> sizes, double temperature) => [.. sizes.Select(size => Math.Pow(size, 1 / temperature))];

    /// <returns>Which part a step belongs to.</returns>
    public int Part(long step)
    {
        var drawn = _random.Uniform(step, 0);
        var part = Array.FindIndex(_upTo, upTo => drawn < upTo);
        return part >= 0 ? part : Array.FindLastIndex(_upTo, upTo => upTo > 0);
    }

    /// <summary>Parts measure different things; who wants one measure takes it from a part.</summary>
    public Validation? Validation => null;

    public StepResult Step(Share share)
    {
        // A resumed run counts the draws that it skips, so that each part goes on where it was.
        for (; _walked < share.Step; _walked++)
            _taken[Part(_walked)]++;
        var part = Part(share.Step);
        return _parts[part].Step(share with { Step = _taken[part] });
    }
}
