using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

internal static class ApplicationRoutes
{
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/applications", ListAsync).WithName("ListApplications")
            .WithSummary("Applications for the use of data that concern you, newest first; waiting=true: those that wait for you").Produces<IReadOnlyList<ApplicationView>>();
        api.MapGet("/applications/{id}", ShowAsync).WithName("ShowApplication").WithSummary("One application with its votes").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/endorse", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new EndorseApplication(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("EndorseApplication").WithSummary("Your institution stands behind it (its stewards)").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/votes", async (ICallers callers, HubDb db, HubSigner signer, string id, NewVote vote, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new VoteOnApplication(id, vote.Yes, vote.Comment).RunAsync(db, signer, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("VoteOnApplication").WithSummary("Vote as a member of the data access committee; more than half of them decide").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/withdraw", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new WithdrawApplication(id).RunAsync(db, await callers.CurrentAsync(stop), stop), stop))
            .WithName("WithdrawApplication").WithSummary("Take your application back, or give its grant up").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/revoke", async (ICallers callers, HubDb db, string id, ApplicationText reason, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new RevokeGrant(id, reason.Text).RunAsync(db, await callers.CurrentAsync(stop), stop), stop))
            .WithName("RevokeGrant").WithSummary("Take a grant back (stewards of the institution that gave the data)").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/renew", async (ICallers callers, HubDb db, string id, RenewalRequest asked, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new RenewApplication(id, new(asked.Purpose, asked.TrainedOn, asked.Security, asked.Until)).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("RenewApplication").WithSummary("Ask for what was granted for longer: a new application, decided anew (the project's people)").Produces<ApplicationView>();
        api.MapPost("/applications/{id}/report", async (ICallers callers, HubDb db, string id, ApplicationText report, CancellationToken stop) =>
                await AnswerAsync(db, callers, await new ReportUse(id, report.Text).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("ReportUse").WithSummary("Say what was done with the data and how they were disposed of (the applicant)").Produces<ApplicationView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, bool waiting = false, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var rows = await (waiting ? FindApplication.Waiting(db, caller) : FindApplication.Visible(db, caller).AsNoTracking()).Take(Most).ToListAsync(stop);
        return TypedResults.Ok(rows.Select(row => row.ToView([], DateTime.UtcNow)));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Row.ToView(found.Value.Votes, DateTime.UtcNow));
    }

    private static async Task<IResult> AnswerAsync(HubDb db, ICallers callers, Outcome<UseApplication> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : await ShowAsync(callers, db, outcome.Value.Id, stop);
}
