using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Publications;

/// <summary>Publications, for the catalogue.</summary>
internal sealed class PublicationRecords(HubDb db) : ICatalogueSource
{
    public string Kind => "publication";

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<Publication>().AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Node.Id, AtOf(row));
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        var nodes = ids.Select(id => NodeRef.Of(Kind, id).ToString()).ToList();
        return [.. (await db.Set<Publication>().AsNoTracking().Where(row => nodes.Contains(row.NodeText)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = Words.Same(row.Title),
            Texts = [row.Doi],
            At = AtOf(row),
            Scopes = [CatalogueScopes.Hub],
        })];
    }

    private static DateTime AtOf(Publication row) => row.PublishedOn.ToDateTime(default, DateTimeKind.Utc);
}
