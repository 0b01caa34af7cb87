using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>All datasets that the caller may see as one catalogue in DCAT 3, page by page, for catalogues elsewhere that harvest this one.</summary>
internal static class DcatRoutes
{
    private const int PageSize = 50;

    /// <summary>Of one dataset; its own description names them all.</summary>
    private const int MostFiles = 20;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/catalogue/dcat", ShowAsync).WithName("CatalogueAsDcat")
        .WithSummary("Datasets that the caller may see as a DCAT 3 catalogue (JSON-LD), in pages that hydra:next leads through; after is the name that the page before ended with.").Produces<string>(contentType: "application/ld+json");

    private static async Task<IResult> ShowAsync(HttpContext http, ICallers callers, HubDb db, HubOptions options, CancellationToken stop, string? after = null)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var (endpoint, (institution, name)) = (MetadataRoutes.Endpoint(http), Split(after ?? ""));
        var page = await FindRepository.Visible(db, caller, RepositoryKinds.Dataset)
            .Where(row => row.InstitutionId.CompareTo(institution) > 0 || (row.InstitutionId == institution && row.Name.CompareTo(name) > 0))
            .OrderBy(row => row.InstitutionId).ThenBy(row => row.Name).Take(PageSize + 1).ToListAsync(stop);
        var datasets = new JsonArray();
        foreach (var row in page.Take(PageSize))
        {
            if (await FindRepository.NewestAsync(db, row, stop) is { } newest)
                datasets.Add(Dcat.Of(await new DescribeRepository { Repository = row, Revision = newest, Endpoint = endpoint, Files = MostFiles }.RunAsync(db, caller, stop)));
        }

        var address = new Uri(endpoint, "api/v1/catalogue/dcat").AbsoluteUri;
        var next = page.Count > PageSize ? Ld.Ref($"{address}?after={Uri.EscapeDataString(page[PageSize - 1].Id)}") : null;
        return TypedResults.Text(
            Ld.Text(Ld.Object(
                ("@context", Dcat.Context()),
                ("@id", address),
                ("@type", "dcat:Catalog"),
                ("dct:title", Dcat.Both(options.Programme.Name.Ja, options.Programme.Name.En)),
                ("dcat:dataset", datasets),
                ("hydra:view", next is null ? null : Ld.Object(("@type", "hydra:PartialCollectionView"), ("hydra:next", next))))),
            "application/ld+json", Encoding.UTF8);
    }

    private static (string Institution, string Name) Split(string id) => id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (id[..slash], id[(slash + 1)..]) : (id, "");
}
