using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Catalogue;

internal static class CatalogueRoutes
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/catalogue", SearchAsync).WithName("SearchCatalogue")
        .WithSummary("Everything that the hub holds and the caller may see: words in Japanese or English, narrowed down by facets, each of which may be given several times.").Produces<CatalogueView>();

    private static async Task<IResult> SearchAsync(
        HttpContext http, ICallers callers, string? q, string[] kind, string[] layer, string[] modality, string[] organism, string[] disease, string[] tissue, string[] institution, string[] access, CancellationToken stop, int page = 1)
    {
        var chosen = new[] { (Facets.Kind, kind), (Facets.Layer, layer), (Facets.Modality, modality), (Facets.Organism, organism), (Facets.Disease, disease), (Facets.Tissue, tissue), (Facets.Institution, institution), (Facets.Access, access) };
        var found = await http.RequestServices.GetRequiredService<SearchCatalogue>().RunAsync(
            await callers.CurrentAsync(stop), new(q, [.. chosen.SelectMany(pair => pair.Item2.Select(value => new Facet(pair.Item1, value)))], page), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(View(found.Value));
    }

    private static CatalogueView View(FoundRecords found) => new(
        found.Total, found.AtLeast, found.Page, CatalogueRequest.PageSize,
        [
            .. found.Rows.Select(row => new CatalogueItem(
                row.Node.ToString(), row.Href, row.Title.Ja, row.Title.En, row.Excerpt, row.At, [.. row.Facets.Select(facet => new CatalogueFacetValue(facet.Facet.Name, facet.Facet.Value))],
                row.Use is { } use ? new(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(use.Ruling.ToString()), use.Answer.ToString(), use.Why?.ToString()) : null)),
        ],
        [.. found.Facets.Select(facet => new CatalogueFacet(facet.Name, facet.Title.Ja, facet.Title.En, [.. facet.Values.Select(value => new CatalogueFacetCount(value.Facet.Value, value.Title.Ja, value.Title.En, value.Count, value.Chosen))]))]);
}
