using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Tsumugi.Ui.Components.Charts;

/// <summary>Grouped horizontal bars: long names of categories stay level and readable.</summary>
internal static class BarPlot
{
    public static int Height(int categories, int series) => 48 + (categories * ((series * 20) + 18));

    public static PlotModel Make(IReadOnlyList<string> categories, IReadOnlyList<BarValues> series, string format, bool narrow)
    {
        var fontSize = narrow ? 12 : 13;
        var model = PlotFrame.Empty(fontSize);
        model.PlotMargins = new(Math.Min(categories.Max(Width) * fontSize + 12, narrow ? 150 : 320), double.NaN, 30, double.NaN);
        var values = PlotFrame.Axis(AxisPosition.Bottom, narrow ? 80 : 110, grid: true);
        (values.MinimumPadding, values.MaximumPadding) = (0, 0.12);
        values.AbsoluteMinimum = series.SelectMany(one => one.Values).Min() is < 0 and var least ? least : 0;
        model.Axes.Add(values);
        model.Axes.Add(Categories(categories));
        for (var index = 0; index < series.Count; index++)
        {
            var bars = new BarSeries
            {
                FillColor = PlotInk.Series(index),
                StrokeThickness = 0,
                TextColor = PlotInk.Text,
                LabelPlacement = LabelPlacement.Outside,
                LabelFormatString = $"{{0:{format}}}",
                LabelMargin = 4,
            };
            bars.Items.AddRange(series[index].Values.Select((value, at) => new BarItem(value ?? double.NaN, at)));
            model.Series.Add(bars);
        }

        return model;
    }

    private static CategoryAxis Categories(IReadOnlyList<string> names)
    {
        var axis = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.6,
            TextColor = PlotInk.Text,
            TickStyle = TickStyle.None,
            AxislineStyle = LineStyle.Solid,
            AxislineColor = PlotInk.Axis,
        };
        axis.Labels.AddRange(names);
        return axis;
    }

    // In ems; Japanese letters are square.
    private static double Width(string text) => text.Sum(c => c < 0x2000 ? 0.58 : 1.0);
}
