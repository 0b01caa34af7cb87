using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Samples;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Which datasets, models and samples among some nodes the caller may be told of.</summary>
public static class VisibleNodes
{
    /// <returns>The visible ones, revisions as they came; nodes of other kinds are left out.</returns>
    public static async Task<HashSet<NodeRef>> AmongAsync(HubDb db, Caller caller, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var visible = new HashSet<NodeRef>();
        foreach (var ofKind in nodes.Where(node => node.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model).GroupBy(node => node.Kind))
        {
            var known = (await new RepositoryNodeSight(db, ofKind.Key).VisibleAsync(caller, [.. ofKind.Select(node => node.Id).Distinct()], stop)).ToHashSet(StringComparer.Ordinal);
            visible.UnionWith(ofKind.Where(node => known.Contains(node.Id)));
        }

        var samples = nodes.Where(node => node.Kind == Sample.NodeKind).ToList();
        var seen = samples.Count == 0 ? [] : await FindSample.VisibleAmongAsync(db, caller, [.. samples.Select(node => node.Id)], stop);
        visible.UnionWith(samples.Where(node => seen.Contains(node.Id)));

        return visible;
    }
}
