using System.Globalization;
using System.Xml.Linq;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Models.Tracking.Pages;

/// <summary>One axis of parallel coordinates.</summary>
/// <param name="Values">Of each run; null where it has none that is a finite number.</param>
public sealed record ParallelAxis(string Name, IReadOnlyList<double?> Values)
{
    private const int MostOfAKind = 4;

    public double Least => Values.Min() ?? 0;

    public double Greatest => Values.Max() ?? 0;

    /// <summary>Params first, then metrics; only what differs, and is known of two runs at least.</summary>
    public static List<ParallelAxis> Of(IReadOnlyList<RunMessage> runs)
    {
        var table = RunTable.Of(runs);
        return
        [
            .. Differing(table.Params.Select(key => new ParallelAxis(key, [.. runs.Select(run => Number(RunTable.Param(run, key)))]))),
            .. Differing(table.Metrics.Select(key => new ParallelAxis(key, [.. runs.Select(run => Finite(RunTable.Metric(run, key)))]))),
        ];
    }

    private static IEnumerable<ParallelAxis> Differing(IEnumerable<ParallelAxis> axes) =>
        axes.Where(axis => axis.Values.OfType<double>().Distinct().Count() > 1).Take(MostOfAKind);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Finite(value) : null;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

/// <summary>Parallel coordinates as SVG; colours come from the style sheet.</summary>
public static class ParallelPlot
{
    private const double Height = 300;
    private const double Top = 34;
    private const double Bottom = 262;
    private const double Side = 48;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <param name="label">What a screen reader says of the picture.</param>
    public static string Draw(IReadOnlyList<ParallelAxis> axes, int runs, double width, string className, string label)
    {
        var root = new XElement(
            Svg + "svg", new XAttribute("viewBox", Text($"0 0 {width} {Height}")), new XAttribute("class", $"plot {className}"),
            new XAttribute("role", "img"), new XAttribute("aria-label", label));
        for (var at = 0; at < axes.Count; at++)
            root.Add(Axis(axes[at], X(at, axes.Count, width), width / axes.Count));
        for (var run = 0; run < runs; run++)
            root.Add(Line(axes, run, width));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static object[] Axis(ParallelAxis axis, double x, double room) =>
    [
        new XElement(Svg + "path", new XAttribute("d", Text($"M{x} {Top}V{Bottom}")), new XAttribute("class", "axis-stroke")),
        Label(x, 14, Cut(axis.Name, (int)(room / 7)), "ink-fill"),
        Label(x, Top - 6, PlotFrame.Number(axis.Greatest), "axis-fill"),
        Label(x, Bottom + 16, PlotFrame.Number(axis.Least), "axis-fill"),
    ];

    // A run without a value on an axis has a gap there.
    private static XElement Line(IReadOnlyList<ParallelAxis> axes, int run, double width)
    {
        var (path, drawing) = (new System.Text.StringBuilder(), false);
        for (var at = 0; at < axes.Count; at++)
        {
            if (axes[at].Values[run] is not { } value)
            {
                drawing = false;
                continue;
            }

            path.Append(Text($"{(drawing ? 'L' : 'M')}{X(at, axes.Count, width)} {Y(axes[at], value)}"));
            drawing = true;
        }

        return new(
            Svg + "path", new XAttribute("d", path.ToString()), new XAttribute("class", $"{PlotInk.SeriesClass(run)}-stroke"), new XAttribute("fill", "none"),
            new XAttribute("stroke-width", "2"), PlotInk.DashArray(run) is { } dash ? new XAttribute("stroke-dasharray", dash) : null);
    }

    private static XElement Label(double x, double y, string text, string ink) => new(
        Svg + "text", new XAttribute("x", Text($"{x}")), new XAttribute("y", Text($"{y}")), new XAttribute("text-anchor", "middle"),
        new XAttribute("font-size", "12"), new XAttribute("class", ink), text);

    private static double X(int at, int count, double width) => Side + (at * (width - (2 * Side)) / (count - 1));

    private static double Y(ParallelAxis axis, double value) =>
        Bottom - ((Bottom - Top) * (axis.Greatest > axis.Least ? (value - axis.Least) / (axis.Greatest - axis.Least) : 0.5));

    private static string Cut(string name, int most) => name.Length <= most ? name : name[..Math.Max(1, most - 1)] + "…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
