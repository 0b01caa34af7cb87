using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Harvest;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Catalogue.Sources;

/// <summary>What catalogues elsewhere told. Subjects count as a card's tags do.</summary>
internal sealed class HarvestedRecords(HubDb db) : ICatalogueSource
{
    public string Kind => HarvestedRecord.NodeKind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<HarvestedRecord>().Where(row => row.DeletedAt == null).Select(row => new { row.SourceId, row.Key, row.HarvestedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return ($"{row.SourceId}/{row.Key}", row.HarvestedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await AmongAsync(ids, stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [row.Text, row.Identifier, row.Publisher ?? "", .. row.Creators, .. row.Subjects],
            At = row.HarvestedAt,
            Scopes = [CatalogueScopes.Hub],
            Facets =
            [
                new(Facets.Access, AccessValues.Elsewhere),
                .. row.Publisher is { } publisher ? [new(Facets.Institution, publisher)] : Array.Empty<Facet>(),
                .. row.Subjects.Select(subject => new Facet(CatalogueWords.Tag, subject)),
            ],
        })];

    public async Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop)
    {
        var names = await db.Set<HarvestSource>().AsNoTracking().ToDictionaryAsync(row => row.Id, row => row.Name, stop);
        return (await AmongAsync(ids, stop)).ToDictionary(row => row.Node.Id, row => new MayUse(
            MayUseRuling.AfterStep,
            new("提供元で確かめてください", "Ask where it is"),
            row.Licence is { } licence ? new($"{names[row.SourceId].Ja}の記録です。ライセンス：{licence}", $"A record of {names[row.SourceId].En}. Licence: {licence}")
                : new($"{names[row.SourceId].Ja}の記録です。ライセンスは書かれていません。", $"A record of {names[row.SourceId].En}, which states no licence.")));
    }

    private async Task<List<HarvestedRecord>> AmongAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        var rows = new List<HarvestedRecord>();
        foreach (var own in ids.Select(id => id.Split('/')).Where(parts => parts.Length == 2).GroupBy(parts => parts[0], parts => parts[1]))
        {
            var keys = own.ToList();
            rows.AddRange(await db.Set<HarvestedRecord>().AsNoTracking().Where(row => row.SourceId == own.Key && keys.Contains(row.Key) && row.DeletedAt == null).ToListAsync(stop));
        }

        return rows;
    }
}
