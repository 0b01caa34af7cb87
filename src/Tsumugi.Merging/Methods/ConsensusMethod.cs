using Tsumugi.Merging.Methods.Sparsifying;

namespace Tsumugi.Merging.Methods;

/// <summary>How a member of the family chooses what to keep of each difference.</summary>
internal enum Selection
{
    All,
    Largest,
    Random,
    RandomByRank,
    WithoutOutliers,
}

/// <summary>The family of task arithmetic: differences from a base are thinned out, weighted, added where most agree on the sign or
/// everywhere, and put onto the base.</summary>
/// <remarks>"Editing models with task arithmetic" (Ilharco et al. 2022), "TIES-merging" (Yadav et al. 2023), "Model breadcrumbs" (Davari and
/// Belilovsky 2023).</remarks>
/// <param name="hasConsensus">Differences whose sign is not that of the weighted sum are left out.</param>
/// <param name="normalizes">Where the configuration does not say.</param>
internal sealed class ConsensusMethod(string name, Selection selection, bool hasConsensus, bool normalizes) : ITiledMethod
{
    public static ConsensusMethod TaskArithmetic { get; } = new("task_arithmetic", Selection.All, false, false);

    public static ConsensusMethod Ties { get; } = new("ties", Selection.Largest, true, true);

    public static ConsensusMethod DareLinear { get; } = new("dare_linear", Selection.Random, false, false);

    public static ConsensusMethod DareTies { get; } = new("dare_ties", Selection.Random, true, false);

    public static ConsensusMethod DellaLinear { get; } = new("della_linear", Selection.RandomByRank, false, false);

    public static ConsensusMethod Della { get; } = new("della", Selection.RandomByRank, true, true);

    public static ConsensusMethod Breadcrumbs { get; } = new("breadcrumbs", Selection.WithoutOutliers, false, false);

    public static ConsensusMethod BreadcrumbsTies { get; } = new("breadcrumbs_ties", Selection.WithoutOutliers, true, false);

    public string Name => name;

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        Parameters =
        [
            MethodParameter.Weight,
            MethodParameter.Switch("normalize", normalizes),
            MethodParameter.Switch("int8_mask", false),
            new("lambda", PerModel: false, 1),
            .. Own(selection),
        ],
        Check = step => selection == Selection.RandomByRank ? CheckProbabilities(step) : null,
    };

    public TensorMerge Begin(TensorStep step) =>
        new ConsensusMerge(step, [.. step.Models.Select((model, i) => Sparsify(step, model, step.Of[i]))], hasConsensus);

    private static IEnumerable<MethodParameter> Own(Selection selection) => selection switch
    {
        Selection.All => [],
        Selection.Largest => [Density],
        Selection.Random => [Density, MethodParameter.Switch("rescale", true)],
        Selection.RandomByRank => [Density, MethodParameter.Switch("rescale", true), new("epsilon", PerModel: true, 0.15, 0, 1)],
        _ => [Density, new("gamma", PerModel: true, 0.01, 0, 1)],
    };

    private static MethodParameter Density => new("density", PerModel: true, 1, 0, 1);

    private static string? CheckProbabilities(TensorStep step)
    {
        for (var i = 0; i < step.Models.Count; i++)
        {
            var (density, epsilon) = (step.Of[i]["density"], step.Of[i]["epsilon"]);
            if (density is > 0 and < 1 && (density - epsilon <= 0 || density + epsilon >= 1))
                return $"density {density} with epsilon {epsilon} of '{step.Models[i]}' gives probabilities outside 0 to 1; make epsilon smaller";
        }

        return null;
    }

    private Sparsifier Sparsify(TensorStep step, string model, IReadOnlyDictionary<string, double> parameters)
    {
        if (selection == Selection.All || parameters["density"] >= 1)
            return new KeepAll();
        var (density, count) = (parameters["density"], step.Count);
        var kept = (long)(density * count);
        if (kept == 0 && selection is Selection.Largest or Selection.WithoutOutliers || density <= 0)
            return new KeepNone();
        var random = Philox.For(step.Seed, step.Name, model);

        // mergekit matches the sum of magnitudes; the papers divide by the probability.
        var (keepsNorm, divides) = step.Shared.TryGetValue("rescale", out var rescale) && rescale != 0 ? (step.IsCompatible, !step.IsCompatible) : (false, false);
        var sparsifier = selection switch
        {
            Selection.Largest => new MagnitudeWindow(step.Segments, 0, kept),
            Selection.Random => new RandomDrop(random, density, divides ? 1 / density : 1),
            Selection.RandomByRank => new RankedDrop(step.Segments, random, step.RowLength, density, parameters["epsilon"], divides),
            _ => WithoutOutliers(step, (long)(parameters["gamma"] * count), kept),
        };
        return keepsNorm ? new KeepNorm(step.Segments, sparsifier) : sparsifier;
    }

    private static Sparsifier WithoutOutliers(TensorStep step, long largest, long kept)
    {
        // mergekit slices "up to minus the largest", which is nothing where none of the largest is left out.
        largest = Math.Min(largest, step.Count - kept);
        return largest == 0 && step.IsCompatible ? new KeepNone() : new MagnitudeWindow(step.Segments, largest, kept);
    }
}
