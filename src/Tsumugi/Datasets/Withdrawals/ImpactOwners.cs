using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Whose something is, as the thread knows it.</summary>
/// <param name="Person">The node of who made it, or null.</param>
/// <param name="Institution">Its node, or null for what belongs to a person alone.</param>
public sealed record ImpactOwner(string? Person, string? Institution)
{
    public bool Is(Caller caller) =>
        caller.IsOperator || (Person is not null && Person == caller.Node.ToString())
        || (Institution is not null && caller.Memberships.Keys.Any(id => Institution == $"institution:{id}"));
}

public static class ImpactOwners
{
    /// <summary>Who recorded something first made it, or had it made; where the hub did, the job's person.</summary>
    public static async Task<Dictionary<NodeRef, ImpactOwner>> OfAsync(HubDb db, IReadOnlyList<NodeRef> items, CancellationToken stop)
    {
        var owners = items.ToDictionary(item => item, item => new ImpactOwner(null, InstitutionOf(item)));
        await foreach (var row in db.RowsAsync(
            $"""
            SELECT value, coalesce(
                    (SELECT to_node FROM thread_tie WHERE from_node = value AND relation = '{Relations.RunBy}'),
                    (SELECT actor FROM thread_event WHERE subject = value ORDER BY seq LIMIT 1)),
                (SELECT to_node FROM thread_tie WHERE from_node = value AND relation = '{Relations.BelongsTo}' AND to_node LIKE 'institution:%')
            FROM json_each(@value)
            """, [.. items.Select(item => item.ToString())], stop))
        {
            var item = NodeRef.Parse(row.GetString(0));
            var person = row.IsDBNull(1) || !row.GetString(1).StartsWith("person:", StringComparison.Ordinal) ? null : row.GetString(1);
            owners[item] = new(person, row.IsDBNull(2) ? InstitutionOf(item) : row.GetString(2));
        }

        return owners;
    }

    private static string? InstitutionOf(NodeRef item) =>
        item.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model ? $"institution:{item.Id.Split('/')[0]}" : null;
}
