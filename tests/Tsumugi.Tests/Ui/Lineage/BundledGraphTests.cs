using Tsumugi.Thread;
using Tsumugi.Ui.Components.Lineage;

namespace Tsumugi.Tests.Ui.Lineage;

public sealed class BundledGraphTests
{
    private static readonly NodeRef Job = NodeRef.Of("job", "train");

    [Fact]
    public void Many_siblings_become_one_box_that_knows_them_all()
    {
        var bundled = BundledGraph.Of(Graph(6), expanded: null);
        Assert.Equal(2, bundled.Bundles.Count);
        Assert.Equal(6, Assert.Single(bundled.Bundles, bundle => bundle.Many).Nodes.Count);
        Assert.Single(bundled.Edges);
    }

    [Fact]
    public void Few_siblings_stay_apart() => Assert.Equal(4, BundledGraph.Of(Graph(3), expanded: null).Bundles.Count);

    [Fact]
    public void An_expanded_kind_stays_apart() => Assert.Equal(7, BundledGraph.Of(Graph(6), expanded: "dataset").Bundles.Count);

    [Fact]
    public void Two_hundred_nodes_are_readable()
    {
        var ties = Enumerable.Range(0, 99).SelectMany(at => new[]
        {
            new Tie(Job, Relations.Used, NodeRef.Of("model", $"m{at}")),
            new Tie(NodeRef.Of("model", $"m{at}"), Relations.DerivedFrom, NodeRef.Of("dataset", $"d{at}")),
        }).ToList();
        LineageNode[] nodes =
        [
            new(Job, 0),
            .. Enumerable.Range(0, 99).SelectMany(at => new LineageNode[] { new(NodeRef.Of("model", $"m{at}"), -1), new(NodeRef.Of("dataset", $"d{at}"), -2) }),
        ];
        Assert.Equal(3, BundledGraph.Of(new(Job, nodes, ties, false), expanded: null).Bundles.Count);
    }

    private static LineageGraph Graph(int datasets)
    {
        var sets = Enumerable.Range(0, datasets).Select(at => NodeRef.Of("dataset", $"set-{at}")).ToList();
        return new(
            Job, [new(Job, 0), .. sets.Select(set => new LineageNode(set, -1))],
            [.. sets.Select(set => new Tie(Job, Relations.Used, set))], false);
    }
}
