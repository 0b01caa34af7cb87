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

namespace Tsumugi.Compute.Sweeps;

internal static class SweepRoutes
{
    private const int PageSize = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sweeps", List).WithName("ListSweeps").WithSummary("Sweeps of the caller's institutions, newest first.").Produces<Paged<SweepView>>();
        api.MapPost("/sweeps", Submit).WithName("SubmitSweep").WithSummary("Runs a recipe with several values.").Produces<SweepView>(StatusCodes.Status201Created);
        api.MapGet("/sweeps/{id}", Show).WithName("ShowSweep").WithSummary("One sweep with its jobs, the best first.").Produces<SweepView>();
        api.MapPost("/sweeps/{id}/cancel", Cancel).WithName("CancelSweep").WithSummary("Stops all jobs of a sweep.").Produces<SweepView>();
    }

    private static async Task<IResult> List(ICallers callers, HubDb db, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var visible = ShowSweep.Visible(db, caller);
        var rows = await visible.Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return TypedResults.Ok(new Paged<SweepView>(await ShowSweep.ViewsAsync(db, rows, stop), await visible.CountAsync(stop), page, PageSize));
    }

    private static async Task<IResult> Submit(ICallers callers, SubmitSweep submit, HubDb db, SweepRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var sweep = await submit.RunAsync(caller, request, DateTime.UtcNow, stop);
        if (sweep.Refused)
            return sweep.Refusal!.ToProblem();
        return TypedResults.Created($"/api/v1/sweeps/{sweep.Value.Id}", (await ShowSweep.ViewsAsync(db, [sweep.Value], stop))[0]);
    }

    private static async Task<IResult> Show(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await ShowSweep.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop));

    private static async Task<IResult> Cancel(ICallers callers, CancelSweep cancel, string id, CancellationToken stop) =>
        Answer(await cancel.RunAsync(await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop));

    private static IResult Answer(Outcome<SweepView> sweep) => sweep.Refused ? sweep.Refusal!.ToProblem() : TypedResults.Ok(sweep.Value);
}
