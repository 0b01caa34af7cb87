using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Upkeep;

internal static class StorageRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/storage", ShowAsync).WithName("ShowStorage").WithSummary("The store beneath all files: size, collecting, damage (operators)").Produces<StorageView>();
        api.MapPost("/storage/collect", CollectAsync).WithName("CollectStorage").WithSummary("Begin to remove what nothing refers to (operators)").Produces(StatusCodes.Status202Accepted);
        api.MapPost("/storage/scrub", ScrubAsync).WithName("ScrubStorage").WithSummary("Begin to read everything again and look for damage (operators)").Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, HubOptions options, IEnumerable<IContentUse> uses, CancellationToken stop)
    {
        var state = await StorageState.RunAsync(db, options, uses, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return state.Refused ? state.Refusal!.ToProblem() : TypedResults.Ok(state.Value);
    }

    private static async Task<IResult> CollectAsync(ICallers callers, ContentUpkeep upkeep, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        upkeep.CollectNow(caller.Node);
        return TypedResults.Accepted("/api/v1/storage");
    }

    private static async Task<IResult> ScrubAsync(ICallers callers, ContentUpkeep upkeep, CancellationToken stop)
    {
        if (Gate.AskOperator(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        await upkeep.ScrubNowAsync(stop);
        return TypedResults.Accepted("/api/v1/storage");
    }
}
