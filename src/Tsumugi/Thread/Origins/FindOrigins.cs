using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Origins;

/// <summary>Reads what the thread keeps: the origins of nodes, and the nodes that came from origins, however far. Plain commands: every door asks this.</summary>
public static class FindOrigins
{
    /// <returns>Revisions of datasets, and models, that the nodes came from; the nodes themselves included where they are origins.</returns>
    public static async Task<List<string>> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var names = new List<string>();
        foreach (var node in nodes)
            names.Add(node.ToString());
        var all = OriginSet.Empty;
        await foreach (var row in db.RowsAsync(
            """
            SELECT origin_set.members FROM json_each(@value) AS asked
            CROSS JOIN node_origin ON node = asked.value JOIN origin_set ON origin_set.id = set_id
            """, names, stop))
        {
            all = all.Union(OriginSet.FromBytes((byte[])row.GetValue(0)));
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (Origin.Of(name) is { } itself)
                found.Add(itself);
        }

        await AddAsync(db, found, all, stop);
        return [.. found];
    }

    /// <returns>What any revision of a repository came from, and the repository as a whole in place of its revisions.</returns>
    public static async Task<List<string>> OfAllRevisionsAsync(HubDb db, NodeRef whole, CancellationToken stop)
    {
        var (all, found) = (OriginSet.Empty, new HashSet<string>(StringComparer.Ordinal) { whole.ToString() });

        // Behind '@' comes 'A' in the order of letters: between them lie the revisions, and nothing else.
        await foreach (var row in db.RowsAsync(
            """
            SELECT members FROM origin_set WHERE id IN (
                SELECT set_id FROM json_each(@value) AS asked CROSS JOIN node_origin ON node >= asked.value || '@' AND node < asked.value || 'A')
            """, [whole.ToString()], stop))
        {
            all = all.Union(OriginSet.FromBytes((byte[])row.GetValue(0)));
        }

        await AddAsync(db, found, all, stop);
        return [.. found];
    }

    private static async Task AddAsync(HubDb db, HashSet<string> found, OriginSet origins, CancellationToken stop)
    {
        if (origins.IsEmpty)
            return;
        await foreach (var row in db.RowsAsync("SELECT node FROM origin WHERE id IN (SELECT value FROM json_each(@value))", [.. origins.Members], stop))
            found.Add(row.GetString(0));
    }

    /// <returns>The numbers of the sets that hold any of some origins: those who came from them are the nodes with these.</returns>
    public static async Task<List<long>> SetsWithAsync(HubDb db, IEnumerable<NodeRef> origins, CancellationToken stop)
    {
        var wanted = OriginSet.Empty;
        await foreach (var row in db.RowsAsync("SELECT origin.id FROM json_each(@value) JOIN origin ON node = value", [.. origins.Select(origin => origin.ToString())], stop))
            wanted = wanted.Union(OriginSet.Of(row.GetInt64(0)));
        var found = new List<long>();
        await foreach (var row in db.RowsAsync("SELECT id, members FROM origin_set", new List<long>(), stop))
        {
            if (OriginSet.FromBytes((byte[])row.GetValue(1)).Overlaps(wanted))
                found.Add(row.GetInt64(0));
        }

        return found;
    }
}
