using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;

namespace Tsumugi.Ui.Components.Charts;

/// <summary>What all plots share: no box, quiet axes, grid lines along the values only.</summary>
internal static class PlotFrame
{
    public static PlotModel Empty(int fontSize) => new()
    {
        DefaultFontSize = fontSize,
        TextColor = PlotInk.Axis,
        PlotAreaBorderThickness = new(0),
        Padding = new(10, 8, 14, 2),
        IsLegendVisible = false,
        Culture = CultureInfo.InvariantCulture,
    };

    public static LinearAxis Axis(AxisPosition at, double spacing, bool grid) => new()
    {
        Position = at,
        TicklineColor = PlotInk.Axis,
        TickStyle = grid ? TickStyle.None : TickStyle.Outside,
        MinorTickSize = 0,
        MajorTickSize = 4,
        AxislineColor = PlotInk.Axis,
        AxislineStyle = grid ? LineStyle.None : LineStyle.Solid,
        MajorGridlineStyle = grid ? LineStyle.Solid : LineStyle.None,
        MajorGridlineColor = PlotInk.Grid,
        IntervalLength = spacing,
        MaximumPadding = 0.02,
        MinimumPadding = 0.02,
        LabelFormatter = Number,
    };

    /// <summary>Short numbers for axes: 12,000 as 12k, 0.00003 as 3E-05.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        < 1e-12 => "0",
        >= 1e6 and < 1e9 => (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M",
        >= 1e4 and < 1e6 => (value / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "k",
        < 1e-3 or >= 1e9 => value.ToString("0.##E+0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
