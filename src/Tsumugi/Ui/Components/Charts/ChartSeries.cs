using Tsumugi.Hub.Language;

namespace Tsumugi.Ui.Components.Charts;

public readonly record struct ChartPoint(double X, double Y);

/// <summary>One curve; points in order of x.</summary>
public sealed record ChartSeries(Words Name, IReadOnlyList<ChartPoint> Points);

/// <summary>One bar per category, in the order of the categories; null where there is no value.</summary>
public sealed record BarValues(Words Name, IReadOnlyList<double?> Values);
