using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Projects;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

internal static class CallRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/calls", ListAsync).WithName("ListCalls").WithSummary("All calls, the one that closes last first").Produces<IReadOnlyList<CallView>>();
        api.MapPost("/calls", OpenAsync).WithName("OpenCall").WithSummary("Announce a call (operators)").Produces<CallView>(StatusCodes.Status201Created);
        api.MapGet("/calls/{id}", ShowAsync).WithName("ShowCall").WithSummary("One call").Produces<CallView>();
        api.MapPut("/calls/{id}", ChangeAsync).WithName("ChangeCall").WithSummary("Change a call: words, days, reviewers (operators)").Produces<CallView>();
        api.MapGet("/calls/{id}/proposals", RankAsync).WithName("RankProposals").WithSummary("A call's proposals with what their reviews come to, the best first (operators)").Produces<IReadOnlyList<ProposalView>>();
        api.MapPost("/calls/{id}/proposals", DraftAsync).WithName("DraftProposal").WithSummary("Begin a proposal as a draft").Produces<ProposalView>(StatusCodes.Status201Created);
        api.MapPost("/calls/{id}/reviewers", AssignAsync).WithName("AssignReviews").WithSummary("Share the call's proposals out among its panel, without conflicts of interest (operators)").Produces<AssignedView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCall.ListAsync(db, caller, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Select(row => row.ToView(caller.IsOperator, DateTime.UtcNow)));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return Answer(await FindCall.RunAsync(db, caller, id, stop), caller);
    }

    private static async Task<IResult> OpenAsync(ICallers callers, HubDb db, NewCall asked, CancellationToken stop)
    {
        var made = await new OpenCall(asked.Id, asked).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/calls/{made.Value.Id}", made.Value.ToView(true, DateTime.UtcNow));
    }

    private static async Task<IResult> ChangeAsync(ICallers callers, HubDb db, string id, CallRequest asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return Answer(await new ChangeCall(id, asked).RunAsync(db, caller, stop), caller);
    }

    private static async Task<IResult> RankAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await RankProposals.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Select(row => row.Proposal.ToView(row.Mean)));
    }

    private static async Task<IResult> DraftAsync(ICallers callers, HubDb db, string id, NewProposal asked, CancellationToken stop)
    {
        var made = await new DraftProposal(id, asked.Institution, asked.Entry ?? new()).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/proposals/{made.Value.Id}", made.Value.ToView());
    }

    private static async Task<IResult> AssignAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var made = await new AssignReviews(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Ok(new AssignedView(made.Value.Given.Count, made.Value.Missing));
    }

    private static IResult Answer(Outcome<Call> outcome, Caller caller) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(outcome.Value.ToView(caller.IsOperator, DateTime.UtcNow));
}
