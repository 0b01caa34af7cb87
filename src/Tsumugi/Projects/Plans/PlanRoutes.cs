using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Plans;

internal static class PlanRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/plan", ShowAsync).WithName("ShowPlan").WithSummary("Milestones, change requests and reports of a project").Produces<PlanView>();
        api.MapPost("/projects/{id}/milestones", async (ICallers callers, HubDb db, string id, MilestoneRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new AddMilestone(id, asked.Title, asked.Due).RunAsync(db, await callers.CurrentAsync(stop), stop), stop))
            .WithName("AddMilestone").WithSummary("Add a milestone to the plan (the project's leads)").Produces<PlanView>();
        api.MapDelete("/projects/{id}/milestones/{milestone}", async (ICallers callers, HubDb db, string id, string milestone, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new RemoveMilestone(id, milestone).RunAsync(db, await callers.CurrentAsync(stop), stop), stop))
            .WithName("RemoveMilestone").WithSummary("Take a milestone out of the plan (the project's leads)").Produces<PlanView>();
        api.MapPost("/projects/{id}/milestones/{milestone}/reached", async (ICallers callers, HubDb db, VisibleLineage nodes, string id, string milestone, ReachedRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new ReachMilestone(id, milestone, asked.Evidence ?? [], asked.Note).RunAsync(db, nodes, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("ReachMilestone").WithSummary("A milestone is reached, with what shows it (the project's leads)").Produces<PlanView>();
        api.MapPost("/projects/{id}/changes", async (ICallers callers, HubDb db, string id, ChangeAsked asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new AskForChange(id, asked).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("AskForChange").WithSummary("Ask to change what was agreed on with the award (the project's leads)").Produces<PlanView>();
        api.MapPost("/projects/{id}/changes/{change}/decide", async (ICallers callers, HubDb db, DecideChange decide, string id, string change, DeskDecision asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await decide.RunAsync(await callers.CurrentAsync(stop), id, change, asked.Approve, asked.Reason, DateTime.UtcNow, stop), stop))
            .WithName("DecideChange").WithSummary("Approve a change, which is made at once, or return it (operators)").Produces<PlanView>();
        api.MapPut("/projects/{id}/reports/{kind}/{year:int}", async (ICallers callers, HubDb db, string id, string kind, int year, ReportRequest asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new WriteReport(id, kind, year, asked).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("WriteReport").WithSummary("Report on a fiscal year (annual) or on the whole (final) (the project's leads)").Produces<PlanView>();
        api.MapPost("/projects/{id}/reports/{kind}/{year:int}/decide", async (ICallers callers, HubDb db, string id, string kind, int year, DeskDecision asked, CancellationToken stop) =>
                await AnswerAsync(callers, db, id, await new DecideReport(id, kind, year, asked.Approve, asked.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("DecideReport").WithSummary("Approve a report, or return it to be mended (operators)").Produces<PlanView>();
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindPlan.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(View(found.Value, JapanTime.Day(DateTime.UtcNow)));
    }

    private static async Task<IResult> AnswerAsync<T>(ICallers callers, HubDb db, string id, Outcome<T> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : await ShowAsync(callers, db, id, stop);

    private static PlanView View(ProjectPlan plan, DateOnly today) => new(
        plan.Project.Id, plan.Award?.Id, plan.Award?.CallId, plan.Award?.Credits, plan.Award?.Until,
        [.. plan.Milestones.Select(row => new MilestoneView(row.Id, row.Title, row.Due, row.StateOn(today), row.Agreed, row.DoneAt, row.Evidence, row.Note))],
        [.. plan.Changes.Select(row => new ChangeView(row.Id, Word(row.State), row.PersonId, row.CreatedAt, row.Text, row.Milestones, row.Credits, row.Until, row.DecidedAt, row.Reason))],
        [.. plan.Reports.Select(row => new ReportView(Word(row.Kind), row.Year, Word(row.State), row.PersonId, row.WrittenAt, row.Findings, row.Problems, row.Next, row.DecidedAt, row.Reason))]);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
