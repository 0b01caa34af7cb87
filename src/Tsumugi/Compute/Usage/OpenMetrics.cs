using System.Globalization;
using System.Text;
using Tsumugi.Client.Compute;

namespace Tsumugi.Compute.Usage;

/// <summary>Usage in the text that monitoring reads (OpenMetrics 1.0): counters of base units, with the dimensions as labels. Pure.</summary>
internal static class OpenMetrics
{
    public const string MediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private const double Hour = 3600;

    /// <summary>Name without its <c>_total</c>, which ends with the unit as the format asks; unit, help, value. A value that nobody knows is left out.</summary>
    private static readonly (string Name, string? Unit, string Help, Func<UsageRow, double?> Of)[] Families =
    [
        ("tsumugi_usage_runs", null, "Runs that ended.", row => row.Runs),
        ("tsumugi_usage_core_seconds", "seconds", "Cores that were held, times seconds.", row => row.CoreHours * Hour),
        ("tsumugi_usage_core_worked_seconds", "seconds", "What the processors really worked.", row => row.CoreHoursUsed * Hour),
        ("tsumugi_usage_core_requested_seconds", "seconds", "Cores times the walltime that was asked for.", row => row.RequestedCoreHours * Hour),
        ("tsumugi_usage_gpu_seconds", "seconds", "GPUs that were held, times seconds.", row => row.GpuHours * Hour),
        ("tsumugi_usage_wait_seconds", "seconds", "From submission to start, over all runs.", row => row.WaitHours * row.Runs * Hour),
        ("tsumugi_usage_credits", "credits", "At the prices of the time of settlement.", row => (double)row.Credits),
    ];

    public static string Of(IReadOnlyList<UsageRow> rows)
    {
        var text = new StringBuilder();
        foreach (var (name, unit, help, of) in Families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} counter\n");
            if (unit is not null)
                text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n");
            foreach (var row in rows)
            {
                if (of(row) is { } value)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_total{{{Labels(row)}}} {value:R}\n");
            }
        }

        return text.Append("# EOF\n").ToString();
    }

    // A dimension's name is a label's with its capitals written out: fiscalYear is fiscal_year.
    private static string Labels(UsageRow row) => string.Join(',', row.Group.Select(pair => $"{string.Concat(pair.Key.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"))}=\"{Escaped(pair.Value)}\""));

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
