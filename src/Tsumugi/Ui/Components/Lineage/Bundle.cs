using Tsumugi.Thread;

namespace Tsumugi.Ui.Components.Lineage;

/// <summary>One box of the diagram: a node, or many of one kind.</summary>
public sealed record Bundle(string Kind, IReadOnlyList<NodeRef> Nodes)
{
    public bool Many => Nodes.Count > 1;
}

/// <summary>The graph as it is drawn; edges lead from source to what came from it.</summary>
public sealed record BundledGraph(IReadOnlyList<Bundle> Bundles, IReadOnlyList<LayoutEdge> Edges)
{
    private const int ReadableBoxes = 48;
    private const int FewestSiblings = 4;

    /// <summary>Puts siblings together when there are many; when that is not enough, all of one kind at one distance.</summary>
    /// <param name="expanded">A kind that stays apart.</param>
    public static BundledGraph Of(LineageGraph graph, string? expanded)
    {
        var ties = graph.Ties.Where(tie => tie.From != tie.To).ToList();
        var nodes = graph.Nodes.DistinctBy(reached => reached.Node).ToList();
        var (above, below) = (ties.ToLookup(tie => tie.From, tie => tie.To), ties.ToLookup(tie => tie.To, tie => tie.From));
        var bundled = Group(node => $"{node.Node.Kind}|{Names(above[node.Node])}|{Names(below[node.Node])}");
        if (bundled.Count > ReadableBoxes)
            bundled = Group(node => $"{node.Node.Kind}|{node.Depth}");

        var index = bundled.SelectMany((bundle, at) => bundle.Nodes.Select(node => (node, at))).ToDictionary(pair => pair.node, pair => pair.at);
        var edges = ties.Where(tie => index.ContainsKey(tie.From) && index.ContainsKey(tie.To))
            .Select(tie => new LayoutEdge(index[tie.To], index[tie.From]))
            .Where(edge => edge.Upper != edge.Lower).Distinct().ToList();
        return new(bundled, edges);

        List<Bundle> Group(Func<LineageNode, string> key) =>
        [
            .. nodes.GroupBy(node => node.Node == graph.Root || node.Node.Kind == expanded ? node.Node.ToString() : key(node))
                .SelectMany(group => group.Count() < FewestSiblings
                    ? group.Select(node => new Bundle(node.Node.Kind, [node.Node]))
                    : [new Bundle(group.First().Node.Kind, [.. group.Select(node => node.Node)])]),
        ];
    }

    private static string Names(IEnumerable<NodeRef> nodes) =>
        string.Join(' ', nodes.Select(node => node.ToString()).Distinct().Order(StringComparer.Ordinal));
}
