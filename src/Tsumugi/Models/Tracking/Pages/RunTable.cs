using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Pages;

/// <summary>Runs side by side: which metrics and params stand in columns.</summary>
internal sealed record RunTable(IReadOnlyList<RunMessage> Runs, IReadOnlyList<string> Metrics, IReadOnlyList<string> Params)
{
    private const int Columns = 8;

    public static RunTable Of(IReadOnlyList<RunMessage> runs) => new(
        runs,
        Common(runs.SelectMany(run => run.Data.Metrics.Select(metric => metric.Key!))),
        Common(runs.SelectMany(run => run.Data.Params.Select(param => param.Key!))));

    public static double? Metric(RunMessage run, string key) => run.Data.Metrics.FirstOrDefault(metric => metric.Key == key)?.Value;

    public static string? Param(RunMessage run, string key) => run.Data.Params.FirstOrDefault(param => param.Key == key)?.Value;

    // The most frequent first, so that a stray key displaces none that all have.
    private static List<string> Common(IEnumerable<string> keys) =>
        [.. keys.CountBy(key => key).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Columns).Select(pair => pair.Key)];
}
