using System.Runtime.CompilerServices;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Hub.Storage;

namespace Tsumugi.UseCases.Cases;

/// <summary>Use cases, for the catalogue.</summary>
internal sealed class UseCaseRecords(HubDb db) : ICatalogueSource
{
    public string Kind => UseCase.NodeKind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<UseCase>().Select(row => new { row.Id, row.CreatedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Id, row.CreatedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await db.Set<UseCase>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [Markdown.ToPlainText(row.Summary), row.ForWhom],
            At = row.CreatedAt,
            Scopes = [CatalogueScopes.Hub],
            Facets = [new(Facets.Institution, row.InstitutionId)],
        })];
}
