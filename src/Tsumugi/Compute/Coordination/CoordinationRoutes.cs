using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Coordination;

internal static class CoordinationRoutes
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/compute/allocations/{id}/move", Move).WithName("MoveCredits").WithSummary("Gives credits to another allocation (operators).").Produces<AllocationView>();

    private static async Task<IResult> Move(ICallers callers, HubDb db, string id, MoveRequest request, CancellationToken stop)
    {
        var moved = await MoveCredits.RunAsync(db, await callers.CurrentAsync(stop), id, request, DateTime.UtcNow, stop);
        return moved.Refused ? moved.Refusal!.ToProblem() : TypedResults.Ok(await ShowAllocations.RunAsync(db, moved.Value, DateTime.UtcNow, stop));
    }
}
