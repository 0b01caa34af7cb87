using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Integration;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Integration.Searches;

internal static class SearchRoutes
{
    private const int PageSize = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/integration/searches");
        group.MapGet("", ListAsync).WithName("ListMergeSearches").WithSummary("Searches for a good merge, of the caller's institutions, newest first.").Produces<Paged<MergeSearchView>>();
        group.MapPost("", async (ICallers callers, BeginSearch begin, HubDb db, TimeProvider clock, MergeSearchRequest request, CancellationToken stop) =>
            {
                var begun = await begin.RunAsync(await callers.CurrentAsync(stop), request, clock.GetUtcNow().UtcDateTime, stop);
                return begun.Refused ? begun.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/integration/searches/{begun.Value.Id}", await FindSearch.ViewAsync(db, begun.Value, stop));
            })
            .WithName("BeginMergeSearch").WithSummary("Looks for the values with which a merge is good, by a benchmark.").Produces<MergeSearchView>(StatusCodes.Status201Created);
        group.MapGet("/{id}", async (ICallers callers, HubDb db, string id, CancellationToken stop) => Answer(await FindSearch.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop)))
            .WithName("ShowMergeSearch").WithSummary("One search with its evaluations, the best first.").Produces<MergeSearchView>();
        group.MapPost("/{id}/cancel", async (ICallers callers, CancelSearch cancel, TimeProvider clock, string id, CancellationToken stop) =>
                Answer(await cancel.RunAsync(await callers.CurrentAsync(stop), id, clock.GetUtcNow().UtcDateTime, stop)))
            .WithName("CancelMergeSearch").WithSummary("Stops a search and its jobs.").Produces<MergeSearchView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var visible = FindSearch.Visible(db, caller);
        var views = new List<MergeSearchView>();
        foreach (var search in await visible.Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(stop))
            views.Add(await FindSearch.ViewAsync(db, search, stop));
        return TypedResults.Ok(new Paged<MergeSearchView>(views, await visible.CountAsync(stop), page, PageSize));
    }

    private static IResult Answer(Outcome<MergeSearchView> search) => search.Refused ? search.Refusal!.ToProblem() : TypedResults.Ok(search.Value);
}
