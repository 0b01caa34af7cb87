using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>What of a lineage the caller may see: that something private stands in between is shown, its name is not.</summary>
public sealed class VisibleLineage(IEnumerable<INodeSight> sights)
{
    public async Task<LineageGraph> MaskAsync(Caller caller, LineageGraph graph, CancellationToken stop)
    {
        var hidden = await HiddenAsync(caller, graph.Nodes.Select(reached => reached.Node), stop);
        if (hidden.Count == 0)
            return graph;
        NodeRef Mask(NodeRef node) => hidden.TryGetValue(node, out var mask) ? mask : node;
        return graph with
        {
            Root = Mask(graph.Root),
            Nodes = [.. graph.Nodes.Select(reached => reached with { Node = Mask(reached.Node) })],
            Ties = [.. graph.Ties.Select(tie => tie with { From = Mask(tie.From), To = Mask(tie.To) })],
        };
    }

    public async Task<bool> MaySeeAsync(Caller caller, NodeRef node, CancellationToken stop) =>
        (await HiddenAsync(caller, [node], stop)).Count == 0;

    /// <returns>What the caller may not see → what to show in its place.</returns>
    public async Task<IReadOnlyDictionary<NodeRef, NodeRef>> HiddenAsync(Caller caller, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var hidden = new Dictionary<NodeRef, NodeRef>();
        if (caller.IsOperator)
            return hidden;
        foreach (var sight in sights)
        {
            var asked = nodes.Where(node => node.Kind == sight.Kind).Distinct().ToList();
            if (asked.Count == 0)
                continue;
            var visible = (await sight.VisibleAsync(caller, [.. asked.Select(node => node.Id).Distinct()], stop)).ToHashSet(StringComparer.Ordinal);
            foreach (var node in asked.Where(node => !visible.Contains(node.Id)))
                hidden[node] = NodeRef.Of("private", $"{node.Kind}-{hidden.Count + 1}");
        }

        return hidden;
    }
}
