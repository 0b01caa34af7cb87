using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Pages under the addresses that clients print after an upload: there, models stand at the root.</summary>
internal static class PrintedAddresses
{
    public static void Map(IEndpointRouteBuilder root)
    {
        var pages = root.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/{ns}/{name}", (ICallers callers, HubDb db, string ns, string name, CancellationToken stop) => ModelAsync(callers, db, ns, name, "", stop));
        pages.MapGet("/{ns}/{name}/commit/{oid}", (ICallers callers, HubDb db, string ns, string name, string oid, CancellationToken stop) => ModelAsync(callers, db, ns, name, $"/commit/{oid}", stop));
        foreach (var view in (string[])["tree", "blob"])
        {
            pages.MapGet($"/{{ns}}/{{name}}/{view}/{{**rest}}", (ICallers callers, HubDb db, string ns, string name, CancellationToken stop) => ModelAsync(callers, db, ns, name, "", stop));
            pages.MapGet($"/datasets/{{ns}}/{{name}}/{view}/{{**rest}}", (string ns, string name) => TypedResults.LocalRedirect($"~/datasets/{Uri.EscapeDataString(ns)}/{Uri.EscapeDataString(name)}"));
        }
    }

    // Whoever is not signed in is sent on in any case: the page asks them to, and tells them nothing.
    private static async Task<IResult> ModelAsync(ICallers callers, HubDb db, string ns, string name, string rest, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, RepositoryKinds.Model, $"{ns}/{name}", stop);
        return found.Refused && found.Refusal!.Status != StatusCodes.Status401Unauthorized
            ? TypedResults.NotFound()
            : TypedResults.LocalRedirect($"~/models/{Uri.EscapeDataString(ns)}/{Uri.EscapeDataString(name)}{rest}");
    }
}
