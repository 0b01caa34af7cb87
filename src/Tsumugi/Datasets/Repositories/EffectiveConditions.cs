using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Conditions flow forward: those of a revision are its own repository's and those of everything it was made from.</summary>
public sealed record EffectiveConditions(DataUseConditions Combined, IReadOnlyList<SourceConditions> Sources)
{
    public static async Task<EffectiveConditions> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var origins = await Lineage.OriginsAsync(db, nodes, [RepositoryKinds.Dataset, RepositoryKinds.Model], stop);
        var keys = JsonSerializer.Serialize(origins.Select(node => node.Whole).Distinct().Select(node => (string[])[node.Kind, .. node.Id.Split('/', 2)]));
        var rows = await db.Set<Repository>().FromSql(
            $"""
            SELECT repository.* FROM json_each({keys}) AS source
            JOIN repository ON Kind = source.value ->> 0 AND InstitutionId = source.value ->> 1 AND Name = source.value ->> 2
            """).AsNoTracking().Select(row => new { row.Kind, row.InstitutionId, row.Name, row.Conditions }).ToListAsync(stop);
        var found = rows.Select(row => new SourceConditions(NodeRef.Of(row.Kind, $"{row.InstitutionId}/{row.Name}"), row.Conditions))
            .OrderBy(source => source.Source.ToString(), StringComparer.Ordinal).ToList();
        return new(DataUseConditions.Combine(found.Select(source => source.Conditions)), found);
    }

    /// <summary>Whether a purpose may be, with every rule and the sources it came from.</summary>
    public Decision Decide(Purpose purpose, DateTime when) => DecideUse.Decide(Sources, purpose, when);
}
