using OxyPlot;

namespace Tsumugi.Ui.Components.Charts;

/// <summary>
/// Colours that stand for a meaning while a plot is drawn; <see cref="PlotSvg"/> turns each into a class, and the style
/// sheet gives it its colour in light, dark and print.
/// </summary>
internal static class PlotInk
{
    /// <summary>How many series have a colour of their own; further ones begin again.</summary>
    public const int SeriesCount = 6;

    public static readonly OxyColor Axis = OxyColor.FromRgb(1, 2, 1);

    public static readonly OxyColor Grid = OxyColor.FromRgb(1, 2, 2);

    public static readonly OxyColor Text = OxyColor.FromRgb(1, 2, 3);

    private static readonly LineStyle[] Dashes = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.LongDash, LineStyle.DashDot, LineStyle.LongDashDot];

    public static OxyColor Series(int index) => OxyColor.FromRgb(1, 3, (byte)((index % SeriesCount) + 1));

    /// <summary>The second cue beside colour.</summary>
    public static LineStyle Dash(int index) => Dashes[index % SeriesCount];

    public static string? DashArray(int index) => Dash(index) is LineStyle.Solid
        ? null
        : string.Join(',', Dash(index).GetDashArray()!.Select(length => length * 2));

    public static string SeriesClass(int index) => $"s{(index % SeriesCount) + 1}";

    /// <param name="css">As the exporter writes it: <c>rgb(r,g,b)</c>.</param>
    /// <returns>Null for a colour that means nothing here.</returns>
    public static string? ClassOf(string css) => css.Replace(" ", "", StringComparison.Ordinal) switch
    {
        "rgb(1,2,1)" => "axis",
        "rgb(1,2,2)" => "grid",
        "rgb(1,2,3)" => "ink",
        var series when series.StartsWith("rgb(1,3,", StringComparison.Ordinal) => $"s{series[8..^1]}",
        _ => null,
    };
}
