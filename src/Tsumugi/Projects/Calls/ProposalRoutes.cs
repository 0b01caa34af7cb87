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

internal static class ProposalRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/proposals", ListAsync).WithName("ListProposals").WithSummary("Proposals that you take part in; review=true: those that wait for your review").Produces<IReadOnlyList<ProposalView>>();
        api.MapGet("/proposals/{id}", ShowAsync).WithName("ShowProposal").WithSummary("One proposal, with the reviews that you may read").Produces<ProposalView>();
        api.MapPut("/proposals/{id}", async (ICallers callers, HubDb db, string id, ProposalRequest entry, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new SaveProposal(id, entry).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("SaveProposal").WithSummary("Keep the draft as it is written").Produces<ProposalView>();
        api.MapPost("/proposals/{id}/submit", async (ICallers callers, HubDb db, DiseaseOntologies diseases, string id, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new SubmitProposal(id).RunAsync(db, await callers.CurrentAsync(stop), diseases.Current, DateTime.UtcNow, stop), stop))
            .WithName("SubmitProposal").WithSummary("Hand the draft in: checked as a whole, fixed from then on").Produces<ProposalView>();
        api.MapPost("/proposals/{id}/withdraw", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new WithdrawProposal(id).RunAsync(db, await callers.CurrentAsync(stop), stop), stop))
            .WithName("WithdrawProposal").WithSummary("Take it back before it is decided").Produces<ProposalView>();
        api.MapPut("/proposals/{id}/review", async (ICallers callers, HubDb db, string id, ReviewRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new WriteReview(id, asked).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("WriteReview").WithSummary("Judge a proposal that was given to you").Produces<ProposalView>();
        api.MapPost("/proposals/{id}/step-back", StepBackAsync).WithName("StepBack").WithSummary("Step back from a review because of a conflict of interest").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/proposals/{id}/award", async (ICallers callers, HubDb db, AwardProposal award, DiseaseOntologies diseases, string id, AwardRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await award.RunAsync(await callers.CurrentAsync(stop), id, asked, diseases.Current, DateTime.UtcNow, stop), stop))
            .WithName("AwardProposal").WithSummary("Make it a project with its people, plan and credits (operators)").Produces<ProposalView>();
        api.MapPost("/proposals/{id}/decline", async (ICallers callers, HubDb db, string id, ReasonRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new DeclineProposal(id, asked.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("DeclineProposal").WithSummary("It does not become a project, and why (operators)").Produces<ProposalView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, bool review = false, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Ok((await (review ? FindProposal.ToReviewAsync(db, caller, stop) : FindProposal.OwnAsync(db, caller, stop))).Select(row => row.ToView()));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindProposal.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.ToView());
    }

    private static async Task<IResult> StepBackAsync(ICallers callers, HubDb db, string id, ReasonRequest asked, CancellationToken stop)
    {
        var done = await new StepBack(id, asked.Reason).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return done.Refused ? done.Refusal!.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<IResult> AnswerAsync<T>(ICallers callers, HubDb db, string id, Outcome<T> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : await ShowAsync(callers, db, id, stop);
}
