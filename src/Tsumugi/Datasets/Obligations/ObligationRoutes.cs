using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Obligations;

internal static class ObligationRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/obligations", async (ICallers callers, HubDb db, CancellationToken stop) =>
            {
                var caller = await callers.CurrentAsync(stop);
                if (Gate.AskSignedIn(caller) is { } refusal)
                    return (IResult)refusal.ToProblem();
                return TypedResults.Ok(new ObligationsView(
                    [.. (await FindObligations.OwnAsync(db, caller, stop)).Select(ViewOf)], [.. (await FindObligations.OwedAsync(db, caller, stop)).Select(ViewOf)]));
            })
            .WithName("ListObligations").WithSummary("What your projects owe for the data that they used, and what is owed to your institutions").Produces<ObligationsView>();
        api.MapPost("/projects/{id}/obligations", async (ICallers callers, HubDb db, string id, NewFulfilment said, CancellationToken stop) =>
            {
                var met = await new FulfilObligation(id, said.Source, said.Rule, said.Evidence).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return met.Refused ? met.Refusal!.ToProblem() : TypedResults.Ok(ViewOf(met.Value));
            })
            .WithName("FulfilObligation").WithSummary("Say how an obligation was met (the project's people)").Produces<ObligationView>();
    }

    private static ObligationView ViewOf(Obligation one) => new(
        one.ProjectId, one.Source.ToString(), one.OwedTo, one.Rule, one.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        one.On(DateOnly.FromDateTime(DateTime.UtcNow)).ToString().ToLowerInvariant(), one.Fulfilment?.Evidence);
}
