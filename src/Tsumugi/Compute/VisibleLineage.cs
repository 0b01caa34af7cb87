using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>What of a lineage the caller may see: that something private stands in between is shown, its name is not.</summary>
public sealed class VisibleLineage(HubDb db, IEnumerable<INodeSight> sights)
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
        foreach (var ofKind in nodes.Distinct().GroupBy(node => node.Kind).Where(group => IsGuarded(group.Key)))
        {
            var visible = await VisibleIdsAsync(caller, ofKind.Key, [.. ofKind.Select(node => node.Id)], stop);
            foreach (var node in ofKind.Where(node => !visible.Contains(node.Id)))
                hidden[node] = NodeRef.Of("private", $"{node.Kind}-{hidden.Count + 1}");
        }

        return hidden;
    }

    private bool IsGuarded(string kind) =>
        kind is RepositoryKinds.Dataset or RepositoryKinds.Model or "job" || sights.Any(sight => sight.Kind == kind);

    private async Task<HashSet<string>> VisibleIdsAsync(Caller caller, string kind, IReadOnlyList<string> ids, CancellationToken stop) =>
        sights.FirstOrDefault(sight => sight.Kind == kind) is { } sight ? [.. await sight.VisibleAsync(caller, ids, stop)]
        : kind == "job"
        ? [.. await FindJob.Visible(db, caller).Where(job => ids.Contains(job.Id)).Select(job => job.Id).ToListAsync(stop)]
        : [.. (await FindRepository.Visible(db, caller, kind)
            .Where(row => ids.Contains(row.InstitutionId + "/" + row.Name))
            .Select(row => new { row.InstitutionId, row.Name })
            .ToListAsync(stop)).Select(row => $"{row.InstitutionId}/{row.Name}")];
}
