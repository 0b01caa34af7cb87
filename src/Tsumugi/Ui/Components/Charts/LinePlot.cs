using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Tsumugi.Ui.Components.Charts;

/// <summary>Curves as a plot.</summary>
internal static class LinePlot
{
    /// <summary>More points than this show no more on 760 units of width.</summary>
    private const int MostPoints = 400;

    public static PlotModel Make(IReadOnlyList<ChartSeries> series, bool narrow)
    {
        var model = PlotFrame.Empty(narrow ? 12 : 13);
        model.Axes.Add(PlotFrame.Axis(AxisPosition.Bottom, narrow ? 80 : 110, grid: false));
        model.Axes.Add(PlotFrame.Axis(AxisPosition.Left, 55, grid: true));
        for (var index = 0; index < series.Count; index++)
        {
            var line = new LineSeries
            {
                Color = PlotInk.Series(index),
                StrokeThickness = 2,
                LineStyle = PlotInk.Dash(index),
                LineJoin = LineJoin.Round,
                MarkerType = series[index].Points.Count == 1 ? MarkerType.Circle : MarkerType.None,
                MarkerFill = PlotInk.Series(index),
            };
            var finite = series[index].Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
            line.Points.AddRange(Downsample.LargestTriangles(finite, MostPoints).Select(point => new DataPoint(point.X, point.Y)));
            model.Series.Add(line);
        }

        return model;
    }
}
