namespace Tsumugi.Ui.Components.Charts;

/// <summary>Fewer points that draw the same curve: largest triangle, three buckets (Steinarsson, University of Iceland, 2013).</summary>
public static class Downsample
{
    /// <returns>At most <paramref name="most"/> of the points, ends included; peaks survive.</returns>
    /// <param name="most">At least 3.</param>
    public static IReadOnlyList<ChartPoint> LargestTriangles(IReadOnlyList<ChartPoint> points, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 3);
        if (points.Count <= most)
            return points;

        var kept = new List<ChartPoint>(most) { points[0] };
        var width = (points.Count - 2) / (double)(most - 2);
        for (var bucket = 0; bucket < most - 2; bucket++)
        {
            var (from, to) = (Edge(bucket), Edge(bucket + 1));
            var ahead = Mean(points, to, Math.Min(points.Count, Math.Max(to + 1, Edge(bucket + 2))));
            kept.Add(Farthest(points, from, to, kept[^1], ahead));
        }

        kept.Add(points[^1]);
        return kept;

        int Edge(int bucket) => (int)(bucket * width) + 1;
    }

    private static ChartPoint Farthest(IReadOnlyList<ChartPoint> points, int from, int to, ChartPoint last, ChartPoint ahead)
    {
        var (best, largest) = (points[from], -1.0);
        for (var at = from; at < to; at++)
        {
            var point = points[at];
            var area = Math.Abs(((last.X - ahead.X) * (point.Y - last.Y)) - ((last.X - point.X) * (ahead.Y - last.Y)));
            if (area > largest)
                (best, largest) = (point, area);
        }

        return best;
    }

    private static ChartPoint Mean(IReadOnlyList<ChartPoint> points, int from, int to)
    {
        var (x, y) = (0.0, 0.0);
        for (var at = from; at < to; at++)
            (x, y) = (x + points[at].X, y + points[at].Y);
        return new(x / (to - from), y / (to - from));
    }
}
