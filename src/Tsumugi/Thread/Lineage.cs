using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread;

/// <summary>Part of the thread around one node.</summary>
/// <param name="Root">Where the walk began.</param>
/// <param name="Nodes">All nodes reached, nearest first, the root included.</param>
/// <param name="Ties">The ties walked.</param>
/// <param name="Truncated">True when the walk stopped at its limit.</param>
public sealed record LineageGraph(NodeRef Root, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<Tie> Ties, bool Truncated);

/// <param name="Depth">Ties between the root and this node; negative towards ancestors.</param>
public sealed record LineageNode(NodeRef Node, int Depth);

/// <summary>Walks the ties: to what a node came from (ancestors), or to what came from it (descendants).</summary>
public static class Lineage
{
    public const int Limit = 2_000;

    /// <summary>Ties read in one step of the walk.</summary>
    private const int MostTies = Limit * 4;

    public static Task<LineageGraph> Ancestors(HubDb db, NodeRef root, CancellationToken stop) => Walk(db, root, true, stop);

    public static Task<LineageGraph> Descendants(HubDb db, NodeRef root, CancellationToken stop) => Walk(db, root, false, stop);

    /// <summary>Both directions as one graph.</summary>
    public static async Task<LineageGraph> Around(HubDb db, NodeRef root, CancellationToken stop)
    {
        var (back, forth) = (await Ancestors(db, root, stop), await Descendants(db, root, stop));
        return new(
            root,
            [.. back.Nodes, .. forth.Nodes.Where(node => node.Depth != 0 && back.Nodes.All(known => known.Node != node.Node))],
            [.. back.Ties.Union(forth.Ties)],
            back.Truncated || forth.Truncated);
    }

    private static async Task<LineageGraph> Walk(HubDb db, NodeRef root, bool back, CancellationToken stop)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { root.ToString() };
        var nodes = new List<LineageNode> { new(root, 0) };
        var ties = new HashSet<Tie>();
        List<string> frontier = [root.ToString()];
        var truncated = false;
        for (var depth = 1; frontier.Count > 0; depth++)
        {
            var from = frontier;
            var rows = await db.Set<TieRow>().AsNoTracking()
                .Where(row => back ? from.Contains(row.From) : from.Contains(row.To))
                .OrderBy(row => row.Seq).ThenBy(row => row.Position)
                .Take(MostTies)
                .ToListAsync(stop);
            truncated |= rows.Count == MostTies;
            frontier = [];
            foreach (var row in rows)
            {
                var next = back ? row.To : row.From;
                if (!seen.Contains(next))
                {
                    if (nodes.Count >= Limit)
                    {
                        truncated = true;
                        continue;
                    }

                    seen.Add(next);
                    nodes.Add(new(NodeRef.Parse(next), back ? -depth : depth));
                    frontier.Add(next);
                }

                ties.Add(new(NodeRef.Parse(row.From), row.Relation, NodeRef.Parse(row.To)));
            }
        }

        return new(root, nodes, [.. ties], truncated);
    }
}
