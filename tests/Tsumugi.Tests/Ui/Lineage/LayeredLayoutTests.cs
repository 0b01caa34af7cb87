using CsCheck;
using Tsumugi.Ui.Components.Lineage;

namespace Tsumugi.Tests.Ui.Lineage;

public sealed class LayeredLayoutTests
{
    private static readonly Gen<Graph> AnyGraph =
        from count in Gen.Int[1, 40]
        from widths in Gen.Double[40, 240].Array[count]
        from pairs in Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1]).Array[0, 80]
        select new Graph(
            [.. widths.Select(width => new LayoutBox(width, 48))],
            [.. pairs.Select(pair => new LayoutEdge(pair.Item1, pair.Item2))]);

    private static readonly Gen<Graph> WithoutCircles =
        AnyGraph.Select(graph => graph with { Edges = [.. graph.Edges.Where(edge => edge.Upper < edge.Lower)] });

    [Fact]
    public void Every_edge_of_a_graph_without_circles_leads_down() => WithoutCircles.Sample(graph =>
    {
        var drawing = LayeredLayout.Draw(graph.Boxes, graph.Edges);
        Assert.All(graph.Edges, edge =>
            Assert.True(drawing.Places[edge.Upper].Y + graph.Boxes[edge.Upper].Height < drawing.Places[edge.Lower].Y));
        Assert.All(drawing.Routes, route => Assert.False(route.Reversed));
    });

    [Fact]
    public void No_two_boxes_overlap_and_all_lie_in_the_drawing() => AnyGraph.Sample(graph =>
    {
        var drawing = LayeredLayout.Draw(graph.Boxes, graph.Edges);
        for (var one = 0; one < graph.Boxes.Count; one++)
        {
            Assert.True(drawing.Places[one].X >= -0.001 && drawing.Places[one].X + graph.Boxes[one].Width <= drawing.Width + 0.001);
            for (var other = one + 1; other < graph.Boxes.Count; other++)
                Assert.False(Overlap(graph, drawing, one, other));
        }
    });

    [Fact]
    public void The_same_graph_gives_the_same_drawing() => AnyGraph.Sample(graph =>
    {
        var (first, second) = (LayeredLayout.Draw(graph.Boxes, graph.Edges), LayeredLayout.Draw(graph.Boxes, graph.Edges));
        Assert.Equal(first.Places, second.Places);
        Assert.Equal(first.Routes.SelectMany(route => route.Corners), second.Routes.SelectMany(route => route.Corners));
    });

    [Fact]
    public void Each_edge_ends_on_the_boxes_that_it_ties() => WithoutCircles.Sample(graph =>
    {
        var drawing = LayeredLayout.Draw(graph.Boxes, graph.Edges);
        Assert.Equal(graph.Edges.Distinct().Count(), drawing.Routes.Count);
        Assert.All(drawing.Routes, route =>
        {
            var (upper, lower) = (drawing.Places[route.Edge.Upper], drawing.Places[route.Edge.Lower]);
            Assert.Equal(upper.Y + graph.Boxes[route.Edge.Upper].Height, route.Corners[0].Y, 3);
            Assert.Equal(lower.Y, route.Corners[^1].Y, 3);
            Assert.InRange(route.Corners[^1].X, lower.X, lower.X + graph.Boxes[route.Edge.Lower].Width);
        });
    });

    [Fact]
    public void A_circle_is_opened_at_one_edge()
    {
        var drawing = LayeredLayout.Draw([new(80, 48), new(80, 48), new(80, 48)], [new(0, 1), new(1, 2), new(2, 0)]);
        Assert.Equal(new LayoutEdge(2, 0), Assert.Single(drawing.Routes, route => route.Reversed).Edge);
    }

    [Fact]
    public void Two_edges_that_need_not_cross_do_not()
    {
        // 0 → 3 and 1 → 2 cross in the order given.
        var drawing = LayeredLayout.Draw([.. Enumerable.Repeat(new LayoutBox(80, 48), 4)], [new(0, 3), new(1, 2)]);
        Assert.Equal(drawing.Places[0].X < drawing.Places[1].X, drawing.Places[3].X < drawing.Places[2].X);
    }

    private static bool Overlap(Graph graph, LayeredDrawing drawing, int one, int other)
    {
        var (a, b) = (drawing.Places[one], drawing.Places[other]);
        return a.X < b.X + graph.Boxes[other].Width - 0.001 && b.X < a.X + graph.Boxes[one].Width - 0.001
            && a.Y < b.Y + graph.Boxes[other].Height && b.Y < a.Y + graph.Boxes[one].Height;
    }

    private sealed record Graph(IReadOnlyList<LayoutBox> Boxes, IReadOnlyList<LayoutEdge> Edges);
}
