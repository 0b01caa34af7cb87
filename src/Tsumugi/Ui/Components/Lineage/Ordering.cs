namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Orders each row by the mean place of its neighbours, over and over, and keeps the order with fewest crossings.</summary>
internal static class Ordering
{
    private const int Sweeps = 12;

    public static int[][] Rows(ProperGraph graph)
    {
        var rows = Enumerable.Range(0, graph.Boxes.Count)
            .GroupBy(box => graph.Layer[box]).OrderBy(row => row.Key)
            .Select(row => row.ToArray()).ToArray();
        var at = new int[graph.Boxes.Count];
        foreach (var row in rows)
            Number(row, at);

        var (best, fewest) = (Copy(rows), Crossings(graph, rows, at));
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var down = sweep % 2 == 0;
            for (var step = 1; step < rows.Length; step++)
                Sort(rows[down ? step : rows.Length - 1 - step], down ? graph.Above : graph.Below, at);
            var crossings = Crossings(graph, rows, at);
            if (crossings < fewest)
                (best, fewest) = (Copy(rows), crossings);
        }

        return best;
    }

    /// <summary>Pairs of edges between neighbouring rows that cross.</summary>
    private static int Crossings(ProperGraph graph, int[][] rows, int[] at)
    {
        var crossings = 0;
        foreach (var row in rows)
        {
            var ends = row.SelectMany(upper => graph.Below[upper].Select(lower => at[lower]).Order()).ToList();
            for (var first = 0; first < ends.Count; first++)
            {
                for (var second = first + 1; second < ends.Count; second++)
                    crossings += ends[second] < ends[first] ? 1 : 0;
            }
        }

        return crossings;
    }

    // OrderBy is stable: boxes without a neighbour, or with the same mean, keep their order.
    private static void Sort(int[] row, IReadOnlyList<IReadOnlyList<int>> neighbours, int[] at)
    {
        var sorted = row.OrderBy(box => neighbours[box].Count == 0 ? at[box] : neighbours[box].Average(next => at[next])).ToArray();
        sorted.CopyTo(row, 0);
        Number(row, at);
    }

    private static void Number(int[] row, int[] at)
    {
        for (var place = 0; place < row.Length; place++)
            at[row[place]] = place;
    }

    private static int[][] Copy(int[][] rows) => [.. rows.Select(row => row.ToArray())];
}
