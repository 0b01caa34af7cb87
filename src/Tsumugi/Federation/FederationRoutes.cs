using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Federation.Sites;
using Tsumugi.Federation.Trainings;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Federation;

/// <summary>What people ask of the federation.</summary>
internal static class FederationRoutes
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/federation");
        group.MapGet("/sites", async (ICallers callers, HubDb db, CancellationToken stop) =>
                Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal ? refusal.ToProblem() : TypedResults.Ok(await FindSites.ViewsAsync(db, stop)))
            .WithName("ListFederationSites").WithSummary("Sites of the federation and the datasets that stay with them.").Produces<List<FederationSiteView>>();
        group.MapPost("/sites", async (ICallers callers, HubDb db, EnrolmentRequest request, CancellationToken stop) =>
                Answer(await EnrolSite.RunAsync(db, await callers.CurrentAsync(stop), request, DateTime.UtcNow, stop)))
            .WithName("EnrolFederationSite").WithSummary("A code with which a site of the institution joins, once (stewards).").Produces<EnrolmentView>();
        group.MapPost("/sites/{id}/revoke", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                Answer((await RevokeSite.RunAsync(db, await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop)).Then<FederationSiteView>(site => site.ToView([]))))
            .WithName("RevokeFederationSite").WithSummary("The site is let in no longer (stewards).").Produces<FederationSiteView>();
        group.MapGet("/trainings", ListAsync).WithName("ListFederatedTrainings").WithSummary("Federated trainings that the caller may see, newest first.").Produces<Paged<TrainingView>>();
        group.MapPost("/trainings", async (ICallers callers, HubDb db, BeginTraining begin, TrainingRequest request, CancellationToken stop) =>
            {
                var begun = await begin.RunAsync(await callers.CurrentAsync(stop), request, DateTime.UtcNow, stop);
                return begun.Refused ? begun.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/federation/trainings/{begun.Value.Id}", await FindTraining.ViewAsync(db, begun.Value, stop));
            })
            .WithName("BeginFederatedTraining").WithSummary("Begins a federated training.").Produces<TrainingView>(StatusCodes.Status201Created);
        group.MapGet("/trainings/{id}", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await ViewAsync(db, await FindTraining.RunAsync(db, await callers.CurrentAsync(stop), id, stop), stop))
            .WithName("ShowFederatedTraining").WithSummary("A federated training with its rounds.").Produces<TrainingView>();
        group.MapPost("/trainings/{id}/cancel", async (ICallers callers, HubDb db, HubOptions options, string id, CancellationToken stop) =>
                await ViewAsync(db, await CancelTraining.RunAsync(db, options, await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop), stop))
            .WithName("CancelFederatedTraining").WithSummary("Stops a federated training.").Produces<TrainingView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var visible = FindTraining.Visible(db, caller);
        var views = new List<TrainingView>();
        foreach (var training in await visible.Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(stop))
            views.Add(await FindTraining.ViewAsync(db, training, stop));
        return TypedResults.Ok(new Paged<TrainingView>(views, await visible.CountAsync(stop), page, PageSize));
    }

    private static async Task<IResult> ViewAsync(HubDb db, Outcome<FederatedTraining> found, CancellationToken stop) =>
        found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await FindTraining.ViewAsync(db, found.Value, stop));

    private static IResult Answer<T>(Outcome<T> outcome) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(outcome.Value);
}
