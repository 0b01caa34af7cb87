using System.Runtime.CompilerServices;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Catalogue.Sources;

internal sealed class ProjectRecords(HubDb db) : ICatalogueSource
{
    public string Kind => Project.NodeKind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<Project>().Select(row => new { row.Id, row.CreatedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Id, row.CreatedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await db.Set<Project>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [Markdown.ToPlainText(row.Summary)],
            At = row.CreatedAt,
            Scopes = [CatalogueScopes.Hub],
            Facets =
            [
                new(Facets.Institution, row.InstitutionId),
                .. row.Layers.Select(layer => new Facet(Facets.Layer, layer.ToString())),
                .. row.Modalities.Select(modality => new Facet(Facets.Modality, modality.ToString())),
                .. row.Aim.Disease is { } disease ? [new Facet(Facets.Disease, disease)] : Array.Empty<Facet>(),
            ],
        })];
}
