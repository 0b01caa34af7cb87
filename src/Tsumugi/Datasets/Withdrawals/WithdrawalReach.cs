using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Everything that came of withdrawn data, however far.</summary>
public sealed class WithdrawalReach
{
    private readonly HubDb _db;
    private readonly List<long> _sets;
    private readonly Withdrawal _withdrawal;

    private WithdrawalReach(HubDb db, Withdrawal withdrawal, List<long> sets) => (_db, _withdrawal, _sets) = (db, withdrawal, sets);

    public static async Task<WithdrawalReach> OfAsync(HubDb db, Withdrawal withdrawal, CancellationToken stop) =>
        new(db, withdrawal, await FindOrigins.SetsWithAsync(db, await RevisionsAsync(db, withdrawal, stop), stop));

    /// <summary>What may not be used: the revisions that were withdrawn or, while none was confirmed, the dataset as a whole.</summary>
    public static async Task<IReadOnlyList<NodeRef>> RevisionsAsync(HubDb db, Withdrawal withdrawal, CancellationToken stop)
    {
        var nodes = await db.Set<WithdrawnRevision>().Where(row => row.WithdrawalId == withdrawal.Id).Select(row => row.Node).ToListAsync(stop);
        return [.. nodes.Select(NodeRef.Parse), .. withdrawal.IsOpen ? (NodeRef[])[withdrawal.Node] : []];
    }

    /// <summary>What has to be dealt with: repositories as a whole, everything else by itself, by kind and name; and how often models were asked.</summary>
    public async Task<(IReadOnlyList<NodeRef> Items, int Uses)> ItemsAsync(CancellationToken stop)
    {
        var (items, uses) = (new HashSet<NodeRef>(), 0);
        await foreach (var row in _db.RowsAsync("SELECT node FROM node_origin WHERE set_id IN (SELECT value FROM json_each(@value))", _sets, stop))
        {
            var node = NodeRef.Parse(row.GetString(0));
            if (node.Kind == "use")
                uses++;
            else if (node.Whole != _withdrawal.Node)
                items.Add(node.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model ? node.Whole : node);
        }

        return ([.. items.Select(item => (Item: item, Name: item.ToString())).OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Item)], uses);
    }

    /// <returns>Those of some nodes that came of the data.</returns>
    public async Task<HashSet<string>> AmongAsync(IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var (found, sets) = (new HashSet<string>(StringComparer.Ordinal), _sets.ToHashSet());
        await foreach (var row in _db.RowsAsync("SELECT node, set_id FROM json_each(@value) CROSS JOIN node_origin ON node = value", [.. nodes.Select(node => node.ToString())], stop))
        {
            if (sets.Contains(row.GetInt64(1)))
                found.Add(row.GetString(0));
        }

        return found;
    }
}
