namespace Tsumugi.Ui.Components.Lineage;

/// <summary>
/// Draws a directed graph in layers, sources on top (Sugiyama, Tagawa and Toda 1981): circles opened, longest-path layers,
/// dummy boxes on long edges, barycentre ordering, then places. Pure: the same graph always gives the same drawing.
/// </summary>
public static class LayeredLayout
{
    public const double ColumnGap = 24;
    public const double RowGap = 56;

    public static LayeredDrawing Draw(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutEdge> edges)
    {
        var real = edges.Where(edge => edge.Upper != edge.Lower).Distinct().ToList();
        var reversed = Circles.Closing(boxes.Count, real);
        var forward = real.Select(edge => reversed.Contains(edge) ? new LayoutEdge(edge.Lower, edge.Upper) : edge).ToList();
        var layer = Layers.Assign(boxes.Count, forward);
        var graph = ProperGraph.Of(boxes, forward, layer);
        var rows = Ordering.Rows(graph);
        var centres = Placement.Centres(graph, rows);
        return Assemble(graph, rows, centres, boxes.Count, real, reversed);
    }

    private static LayeredDrawing Assemble(
        ProperGraph graph, int[][] rows, double[] centres, int boxCount, List<LayoutEdge> edges, HashSet<LayoutEdge> reversed)
    {
        var (tops, heights) = (new double[rows.Length], rows.Select(row => row.Max(box => graph.Boxes[box].Height)).ToArray());
        for (var row = 1; row < rows.Length; row++)
            tops[row] = tops[row - 1] + heights[row - 1] + RowGap;

        var places = Enumerable.Range(0, graph.Boxes.Count)
            .Select(box => new Place(centres[box] - (graph.Boxes[box].Width / 2), tops[graph.Layer[box]]))
            .ToArray();
        var routes = edges.Select((edge, at) => new Route(edge, Corners(graph.Chains[at]), reversed.Contains(edge))).ToList();
        return new(
            places[..boxCount], routes,
            boxCount == 0 ? 0 : Enumerable.Range(0, graph.Boxes.Count).Max(box => places[box].X + graph.Boxes[box].Width),
            rows.Length == 0 ? 0 : tops[^1] + heights[^1]);

        List<Place> Corners(IReadOnlyList<int> chain)
        {
            var corners = new List<Place>();
            for (var at = 0; at < chain.Count; at++)
            {
                var (box, top) = (chain[at], tops[graph.Layer[chain[at]]]);
                if (at > 0)
                    corners.Add(new(centres[box], top));
                if (at < chain.Count - 1)
                    corners.Add(new(centres[box], top + (box < boxCount ? graph.Boxes[box].Height : heights[graph.Layer[box]])));
            }

            return corners;
        }
    }
}
