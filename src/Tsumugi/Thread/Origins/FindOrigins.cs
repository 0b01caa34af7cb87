using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Origins;

/// <summary>Reads what the thread keeps: the origins of nodes, and the nodes that came from origins, however far. Plain commands: every door asks this.</summary>
public static class FindOrigins
{
    /// <returns>Revisions of datasets, and models, that the nodes came from; the nodes themselves included where they are origins.</returns>
    public static async Task<IReadOnlyList<NodeRef>> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var names = nodes.Select(node => node.ToString()).ToList();
        var all = OriginSet.Empty;
        await foreach (var row in db.RowsAsync(
            """
            SELECT origin_set.members FROM json_each(@value) AS asked
            CROSS JOIN node_origin ON node = asked.value JOIN origin_set ON origin_set.id = set_id
            """, names, stop))
        {
            all = all.Union(OriginSet.FromBytes((byte[])row.GetValue(0)));
        }

        var found = names.Select(Origin.Of).OfType<string>().ToHashSet(StringComparer.Ordinal);
        await foreach (var row in db.RowsAsync("SELECT node FROM origin WHERE id IN (SELECT value FROM json_each(@value))", all.Members, stop))
            found.Add(row.GetString(0));
        return [.. found.Select(NodeRef.Parse)];
    }

    /// <returns>The numbers of the sets that hold any of some origins: those who came from them are the nodes with these.</returns>
    public static async Task<IReadOnlyList<long>> SetsWithAsync(HubDb db, IEnumerable<NodeRef> origins, CancellationToken stop)
    {
        var wanted = OriginSet.Empty;
        await foreach (var row in db.RowsAsync("SELECT origin.id FROM json_each(@value) JOIN origin ON node = value", origins.Select(origin => origin.ToString()), stop))
            wanted = wanted.Union(OriginSet.Of(row.GetInt64(0)));
        var found = new List<long>();
        await foreach (var row in db.RowsAsync("SELECT id, members FROM origin_set", Array.Empty<long>(), stop))
        {
            if (OriginSet.FromBytes((byte[])row.GetValue(1)).Overlaps(wanted))
                found.Add(row.GetInt64(0));
        }

        return found;
    }
}
