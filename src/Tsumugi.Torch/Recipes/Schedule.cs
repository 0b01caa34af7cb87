using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Recipes;

/// <summary>How training goes: rates, what bounds a step, and when it ends.</summary>
/// <param name="Warmup">Steps in which the rate grows evenly from nothing.</param>
/// <param name="LearningRate">The highest, right after the warm-up.</param>
public sealed record Schedule(int Steps, int Warmup, double LearningRate, double WeightDecay)
{
    private static readonly Dictionary<string, ParameterKind> DecayGroups = new()
    {
        ["norms"] = ParameterKind.Norm,
        ["biases"] = ParameterKind.Bias,
        ["embeddings"] = ParameterKind.Embedding,
    };

    public Decline Decline { get; init; }

    /// <summary>The last rate as a share of the highest.</summary>
    public double FinalShare { get; init; }

    /// <summary>Longer gradients are shortened to this norm; 0: none is.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Backward passes that a process makes for one step, so that a step may be larger than memory allows.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Kinds of parameters that weight decay leaves alone.</summary>
    public IReadOnlyList<ParameterKind> NoDecay { get; init; } = [ParameterKind.Norm, ParameterKind.Bias];

    /// <summary>How much of the exponential moving average of the weights stays at each step; 0: there is none.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Steps between two looks at the validation measure; 0: never.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>Looks without a better measure after which the run ends; 0: it never ends early.</summary>
    public int Patience { get; init; }

    /// <summary>Steps between two checkpoints; 0: by the clock.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Time after which a process stops with a checkpoint, to be started again; 0: it never does.</summary>
    public int SecondsAtMost { get; init; }

    internal static Schedule Read(RecipeReader reader)
    {
        var schedule = new Schedule(
            reader.Integer("steps", 1, 10_000_000), reader.Integer("warmup", 0, 1_000_000),
            reader.Number("learningRate", 1e-8, 1), reader.Number("weightDecay", 0, 1))
        {
            Decline = Enum.Parse<Decline>(reader.OptionalOneOf("decline", "cosine", "linear", "constant"), ignoreCase: true),
            FinalShare = reader.Number("finalShare", 0, 1, otherwise: 0),
            ClipNorm = reader.Number("clipNorm", 0, 1e6, otherwise: 1),
            Accumulation = reader.Integer("accumulation", 1, 100_000, otherwise: 1),
            NoDecay = [.. reader.SomeOf("noDecay", otherwise: ["norms", "biases"], [.. DecayGroups.Keys]).Select(group => DecayGroups[group])],
            AverageDecay = reader.Number("averageDecay", 0, 0.999999, otherwise: 0),
            ValidateEvery = reader.Integer("validateEvery", 0, 10_000_000, otherwise: 0),
            Patience = reader.Integer("patience", 0, 1_000_000, otherwise: 0),
            CheckpointEvery = reader.Integer("checkpointEvery", 0, 10_000_000, otherwise: 0),
            SecondsAtMost = reader.Integer("secondsAtMost", 0, 100_000_000, otherwise: 0),
        };
        reader.Require(schedule.Warmup <= schedule.Steps, "'warmup' is longer than 'steps'");
        reader.Require(schedule.Patience == 0 || schedule.ValidateEvery > 0, "'patience' needs 'validateEvery'");
        reader.Require(schedule.FinalShare == 0 || schedule.Decline != Decline.Constant, "'finalShare' has no meaning where 'decline' is constant");
        return schedule;
    }

    /// <param name="step">From 0.</param>
    public double RateAt(int step)
    {
        if (step < Warmup)
            return LearningRate * (step + 1) / Warmup;
        var passed = (double)(step - Warmup) / Math.Max(1, Steps - Warmup);
        var left = Decline switch
        {
            Decline.Cosine => 0.5 * (1 + Math.Cos(Math.PI * passed)),
            Decline.Linear => 1 - passed,
            _ => 1,
        };
        return LearningRate * (FinalShare + (1 - FinalShare) * left);
    }
}

/// <summary>How the learning rate goes down after the warm-up.</summary>
public enum Decline
{
    /// <summary>Half a cosine (Loshchilov and Hutter 2017).</summary>
    Cosine,

    Linear,

    Constant,
}
