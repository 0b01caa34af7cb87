using System.Globalization;
using Tsumugi.Models.Tracking.Runs;

namespace Tsumugi.Models.Tracking.Pages;

/// <summary>How the pages of runs write what programs sent.</summary>
internal static class RunWords
{
    private const int Most = 60;

    /// <summary>Long texts are cut in tables; the run's own page has them whole.</summary>
    public static string Clip(string text) => text.Length <= Most ? text : string.Concat(text.AsSpan(0, Most), "…");

    /// <param name="milliseconds">Since 1970; null and what no calendar has give null.</param>
    public static DateTime? Time(long? milliseconds) => milliseconds is >= -62135596800000 and <= 253402300799999
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value).UtcDateTime : null;

    /// <returns>Seconds; null while it runs.</returns>
    public static double? Seconds(TrackedRun run) => run.EndTime is { } end && end >= run.StartTime ? (end - run.StartTime) / 1000.0 : null;

    public static string Number(double value) => value.ToString("G5", CultureInfo.CurrentCulture);

    public static string Settings(string hub) => $"export MLFLOW_TRACKING_URI={hub.TrimEnd('/')}\nexport MLFLOW_TRACKING_TOKEN=tsg_…\npython train.py";

    public static string RunHref(string run, string? metric = null) => metric is null ? $"/runs/{run}" : $"/runs/{run}?metric={Uri.EscapeDataString(metric)}";
}
