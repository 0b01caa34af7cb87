using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Nodes that somebody names as evidence: what is not on the thread, or may not be told of to them, is none.</summary>
public static class UnknownEvidence
{
    /// <returns>Those of the texts that are no evidence.</returns>
    public static async Task<IReadOnlyList<string>> AmongAsync(HubDb db, VisibleLineage visible, Caller caller, IReadOnlyList<string> texts, CancellationToken stop)
    {
        var named = texts.Select(text => (text, Node: NodeRef.TryParse(text, out var node) ? node : (NodeRef?)null)).ToList();
        var hidden = await visible.HiddenAsync(caller, named.Select(row => row.Node).OfType<NodeRef>(), stop);
        var known = await db.Set<EventRow>().Where(row => texts.Contains(row.Subject)).Select(row => row.Subject).Distinct().ToListAsync(stop);
        return [.. named.Where(row => row.Node is not { } node || hidden.ContainsKey(node) || !known.Contains(row.text)).Select(row => row.text)];
    }
}
