using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Rounds;

/// <summary>A way to make the next model of a round's updates: how they are combined, and how the server moves along what comes out.</summary>
/// <param name="NeedsEach">It looks at single updates, so that they cannot be summed under masks.</param>
public sealed record RoundMethod(string Name, ICombiner Combiner, IServerStep Server, bool NeedsEach)
{
    public const string FedAvg = "fedavg";
    public const string FedProx = "fedprox";
    public const string Scaffold = "scaffold";

    private const string Krum = "krum";
    private const string MultiKrum = "multikrum";

    private static readonly Dictionary<string, Func<RoundMethodSettings, RoundMethod>> Known = new(StringComparer.Ordinal)
    {
        [FedAvg] = settings => Mean(settings, new PlainStep(settings.ServerRate)),
        ["fedavgm"] = settings => Mean(settings, new MomentumStep(settings.ServerRate, settings.Momentum)),
        [FedProx] = settings => Mean(settings, new PlainStep(settings.ServerRate)),
        ["fedadam"] = settings => Mean(settings, new AdaptiveStep(settings, yogi: false)),
        ["fedyogi"] = settings => Mean(settings, new AdaptiveStep(settings, yogi: true)),
        [Scaffold] = settings => new(settings.Name, new MeanCombiner(byExamples: false), new PlainStep(settings.ServerRate), NeedsEach: true),
        ["median"] = settings => Robust(settings, TrimmedCombiner.Median),
        ["trimmedmean"] = settings => Robust(settings, TrimmedCombiner.Share(settings.Trim)),
        [Krum] = settings => Robust(settings, new KrumCombiner(settings.Byzantine, 1)),
        [MultiKrum] = settings => Robust(settings, new KrumCombiner(settings.Byzantine, settings.Kept)),
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>How many sites at least a round needs.</summary>
    public static int LeastSites(RoundMethodSettings settings) => settings.Name is Krum or MultiKrum
        ? Math.Max(2 * settings.Byzantine + 3, settings.Name == MultiKrum ? settings.Kept : 1)
        : 1;

    /// <exception cref="KeyNotFoundException">There is no such method; ask <see cref="Names"/> first.</exception>
    public static RoundMethod Of(RoundMethodSettings settings) => Known[settings.Name](settings);

    /// <returns>Field → what is wrong with it, in English; all faults at once.</returns>
    public static IReadOnlyDictionary<string, string> Faults(RoundMethodSettings settings)
    {
        var faults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Need(Known.ContainsKey(settings.Name), "name", $"one of {string.Join(", ", Known.Keys)}");
        Need(settings.ServerRate is > 0 and <= 1000, "serverRate", "above 0 and at most 1000");
        Need(settings.Momentum is >= 0 and < 1, "momentum", "from 0 to below 1");
        Need(settings.Beta1 is >= 0 and < 1, "beta1", "from 0 to below 1");
        Need(settings.Beta2 is >= 0 and < 1, "beta2", "from 0 to below 1");
        Need(settings.Tau is > 0 and <= 1, "tau", "above 0 and at most 1");
        Need(settings.Proximal is >= 0 and <= 1e6, "proximal", "from 0 to 1000000");
        Need(settings.Trim is >= 0 and < 0.5, "trim", "from 0 to below 0.5");
        Need(settings.Byzantine is >= 0 and <= 1000, "byzantine", "from 0 to 1000");
        Need(settings.Kept is >= 1 and <= 1000, "kept", "from 1 to 1000");
        Need(settings.NormBound is >= 0 and <= 1e12, "normBound", "0, or a positive norm");
        return faults;

        void Need(bool holds, string field, string otherwise)
        {
            if (!holds)
                faults[field] = otherwise;
        }
    }

    private static RoundMethod Mean(RoundMethodSettings settings, IServerStep server) => new(settings.Name, new MeanCombiner(byExamples: true), server, NeedsEach: false);

    private static RoundMethod Robust(RoundMethodSettings settings, ICombiner combiner) => new(settings.Name, combiner, new PlainStep(settings.ServerRate), NeedsEach: true);
}
