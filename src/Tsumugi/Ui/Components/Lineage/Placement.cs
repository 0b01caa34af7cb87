namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Horizontal places: boxes move towards their neighbours' middle as far as their row allows.</summary>
internal static class Placement
{
    private const int Rounds = 16;

    /// <returns>Centre of each box; the leftmost box begins at 0.</returns>
    public static double[] Centres(ProperGraph graph, int[][] rows)
    {
        var centres = new double[graph.Boxes.Count];
        foreach (var row in rows)
            Settle(graph, row, new double[row.Length], centres);
        for (var round = 0; round < Rounds; round++)
        {
            var down = round % 2 == 0;
            foreach (var row in down ? rows : rows.Reverse())
            {
                var neighbours = down ? graph.Above : graph.Below;
                var wished = row.Select(box => neighbours[box].Count == 0 ? centres[box] : neighbours[box].Average(next => centres[next])).ToArray();
                Settle(graph, row, wished, centres);
            }
        }

        var left = centres.Select((centre, box) => centre - (graph.Boxes[box].Width / 2)).DefaultIfEmpty().Min();
        return [.. centres.Select(centre => centre - left)];
    }

    // Pushing everything right of its wish, and everything left of it, both keep the gaps; so does their mean.
    private static void Settle(ProperGraph graph, int[] row, double[] wished, double[] centres)
    {
        var (right, left) = (new double[row.Length], new double[row.Length]);
        for (var at = 0; at < row.Length; at++)
            right[at] = at == 0 ? wished[at] : Math.Max(wished[at], right[at - 1] + Apart(at - 1));
        for (var at = row.Length - 1; at >= 0; at--)
            left[at] = at == row.Length - 1 ? wished[at] : Math.Min(wished[at], left[at + 1] - Apart(at));
        for (var at = 0; at < row.Length; at++)
            centres[row[at]] = (right[at] + left[at]) / 2;

        double Apart(int at) => ((graph.Boxes[row[at]].Width + graph.Boxes[row[at + 1]].Width) / 2) + LayeredLayout.ColumnGap;
    }
}
