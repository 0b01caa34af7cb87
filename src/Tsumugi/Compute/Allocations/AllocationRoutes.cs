using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Allocations;

internal static class AllocationRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/compute/allocations", List).WithName("ListAllocations").WithSummary("Allocations that the caller may see, with what is left.").Produces<IReadOnlyList<AllocationView>>();
        api.MapPost("/compute/allocations", Award).WithName("AwardAllocation").WithSummary("Gives a project or a person credits for a period (operators).")
            .Produces<AllocationView>(StatusCodes.Status201Created);
        api.MapGet("/compute/allocations/{id}", Show).WithName("ShowAllocation").WithSummary("One allocation.").Produces<AllocationView>();
        api.MapGet("/compute/allocations/{id}/postings", Postings).WithName("ListPostings").WithSummary("Its postings, newest first.").Produces<Paged<PostingView>>();
        api.MapPost("/compute/allocations/{id}/end", End).WithName("EndAllocation").WithSummary("Ends it before its period; what is available lapses (operators).").Produces<AllocationView>();
    }

    private static async Task<IResult> List(ICallers callers, HubDb db, string? project, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var visible = FindAllocation.Visible(db, caller);
        return TypedResults.Ok(await ShowAllocations.RunAsync(db, project is null ? visible : visible.Where(row => row.ProjectId == project), DateTime.UtcNow, stop));
    }

    private static async Task<IResult> Award(ICallers callers, HubDb db, AllocationRequest request, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var made = await AwardAllocation.RunAsync(db, await callers.CurrentAsync(stop), request, now, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/compute/allocations/{made.Value.Id}", await ShowAllocations.RunAsync(db, made.Value, now, stop));
    }

    private static async Task<IResult> Show(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await FindAllocation.RunAsync(db, await callers.CurrentAsync(stop), id, stop), stop);

    private static async Task<IResult> Postings(ICallers callers, HubDb db, string id, int page = 1, CancellationToken stop = default)
    {
        var found = await FindAllocation.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ShowAllocations.PostingsAsync(db, found.Value, page, stop));
    }

    private static async Task<IResult> End(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await LapseAllocation.EndAsync(db, await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop), stop);

    private static async Task<IResult> AnswerAsync(HubDb db, Outcome<Allocation> found, CancellationToken stop) =>
        found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ShowAllocations.RunAsync(db, found.Value, DateTime.UtcNow, stop));
}
