using CsCheck;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Tests.Ui;

public sealed class DownsampleTests
{
    [Fact]
    public void A_long_curve_keeps_its_ends_its_order_and_its_peak() =>
        Gen.Select(Gen.Double[-1, 1].Array[100, 3_000], Gen.Int[3, 90]).Sample((values, most) =>
        {
            var peak = values.Length / 2;
            var points = values.Select((value, at) => new ChartPoint(at, at == peak ? 1_000 : value)).ToList();
            var kept = Downsample.LargestTriangles(points, most);
            Assert.Equal(most, kept.Count);
            Assert.Equal((points[0], points[^1]), (kept[0], kept[^1]));
            Assert.Equal(kept.Select(point => point.X).Order(), kept.Select(point => point.X));
            Assert.Contains(points[peak], kept);
        });

    [Fact]
    public void A_short_curve_stays_as_it_is()
    {
        ChartPoint[] points = [new(0, 1), new(1, 2), new(2, 0)];
        Assert.Equal(points, Downsample.LargestTriangles(points, 3));
    }
}
