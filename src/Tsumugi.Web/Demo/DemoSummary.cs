using System.Text.Json;
using Tsumugi.Client.Evaluation;
using Tsumugi.Client.Jobs;
using Tsumugi.Client.Thread;

namespace Tsumugi.Web.Demo;

/// <summary>What the demo found; printed as its last line.</summary>
internal sealed record DemoSummary
{
    public required int Genes { get; init; }

    public required int HeldOut { get; init; }

    /// <summary>Direction → figures; where words take part, over the genes that have a name.</summary>
    public required IReadOnlyDictionary<string, DirectionSummary> Retrieval { get; init; }

    /// <summary>The same directions by a baseline.</summary>
    public required IReadOnlyDictionary<string, DirectionSummary> Baselines { get; init; }

    /// <summary>Repository → revision.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    public required long ThreadLength { get; init; }

    public required bool ThreadValid { get; init; }

    public required string ThreadHead { get; init; }

    public required IReadOnlyDictionary<string, long> Indicators { get; init; }

    public required double Seconds { get; init; }

    public required long PeakServerBytes { get; init; }

    public static DemoSummary Of(
        RetrievalReport report, IReadOnlyDictionary<string, string> models, VerdictView thread, IndicatorSheet indicators,
        TimeSpan took, long peakServerBytes) => new()
        {
            Genes = report.Genes,
            HeldOut = report.HeldOut,
            Retrieval = Directions(report, figures => figures.Method == "model"),
            Baselines = Directions(report, figures => figures.Method != "model"),
            Models = models,
            ThreadLength = thread.Length,
            ThreadValid = thread.Valid,
            ThreadHead = thread.Head,
            Indicators = indicators.Indicators.ToDictionary(indicator => indicator.Name, indicator => indicator.Value ?? 0),
            Seconds = Math.Round(took.TotalSeconds, 1),
            PeakServerBytes = peakServerBytes,
        };

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private static Dictionary<string, DirectionSummary> Directions(RetrievalReport report, Func<RetrievalFigures, bool> which) => report.Directions
        .Where(which)
        .Where(figures => figures.Subset == (figures.Direction.Contains("ext", StringComparison.Ordinal) ? "named" : "all"))
        .ToDictionary(figures => figures.Direction, DirectionSummary.Of);
}

internal sealed record DirectionSummary(
    string Method, string Subset, int Queries, double RecallAt1, double RecallAt10, double Mrr, double ChanceAt1, double ChanceAt10, bool Trained)
{
    public static DirectionSummary Of(RetrievalFigures figures) => new(
        figures.Method, figures.Subset, figures.Queries, Round(figures.RecallAt1), Round(figures.RecallAt10), Round(figures.Mrr),
        Round(figures.ChanceAt1), Round(figures.ChanceAt10), figures.Trained);

    private static double Round(double value) => Math.Round(value, 4);
}
