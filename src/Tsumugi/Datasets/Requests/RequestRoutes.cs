using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Requests;

internal static class RequestRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/requests", ListAsync).WithName("ListDataRequests").WithSummary("Which data are wanted for which models").Produces<Paged<DataRequestView>>();
        api.MapPost("/requests", AskAsync).WithName("AskForData").WithSummary("Ask laboratories that measure for data, in a project's name").Produces<DataRequestView>(StatusCodes.Status201Created);
        api.MapGet("/requests/{id}", ShowAsync).WithName("ShowDataRequest").WithSummary("One request with the plans that were offered").Produces<DataRequestView>();
        api.MapPost("/requests/{id}/close", CloseAsync).WithName("CloseDataRequest").WithSummary("The data are needed no more (people of the project)").Produces<DataRequestView>();
        api.MapPost("/requests/{id}/plans", OfferAsync).WithName("OfferPlan").WithSummary("Say how your institution would make the data").Produces<DataRequestView>(StatusCodes.Status201Created);
        api.MapPost("/requests/{id}/plans/{plan}/accept", AcceptAsync).WithName("AcceptPlan").WithSummary("Accept one plan (people of the project)").Produces<DataRequestView>();
        api.MapPost("/requests/{id}/plans/{plan}/withdraw", WithdrawAsync).WithName("WithdrawPlan").WithSummary("Take a plan back (its institution)").Produces<DataRequestView>();
        api.MapPost("/requests/{id}/plans/{plan}/bookings", BookAsync).WithName("NamePlanBooking").WithSummary("A booking in which the data are measured (the plan's institution)").Produces<DataRequestView>();
        api.MapPost("/requests/{id}/plans/{plan}/answer", DeliverAsync).WithName("DeliverData").WithSummary("The revision that answers the request (the plan's institution)").Produces<DataRequestView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, string? technique, bool all = false, int page = 1, CancellationToken stop = default)
    {
        var found = await new ListRequests(technique, all, page).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(new Paged<DataRequestView>([.. found.Value.Items.Select(row => View(row, []))], found.Value.Total, found.Value.Page, found.Value.PageSize));
    }

    private static async Task<IResult> AskAsync(ICallers callers, HubDb db, NewDataRequest asked, CancellationToken stop)
    {
        var made = await new AskForData(asked).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/requests/{made.Value.Id}", View(made.Value, []));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await FindRequest.RunAsync(db, await callers.CurrentAsync(stop), id, stop), stop);

    private static async Task<IResult> CloseAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await new CloseRequest(id).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> OfferAsync(ICallers callers, HubDb db, string id, NewDataPlan asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var made = await new OfferPlan(id, asked.Institution ?? "", asked.Plan).RunAsync(db, caller, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem()
            : TypedResults.Created($"/api/v1/requests/{id}", View((await FindRequest.RunAsync(db, caller, id, stop)).Value, await FindRequest.PlansAsync(db, id, stop)));
    }

    private static async Task<IResult> AcceptAsync(ICallers callers, HubDb db, string id, string plan, CancellationToken stop) =>
        await AnswerAsync(db, await new AcceptPlan(id, plan).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> WithdrawAsync(ICallers callers, HubDb db, string id, string plan, CancellationToken stop) =>
        await AnswerAsync(db, await new WithdrawPlan(id, plan).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> BookAsync(ICallers callers, HubDb db, string id, string plan, PlanBooking asked, CancellationToken stop) =>
        await AnswerAsync(db, await new NameBooking(id, plan, asked.Booking).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> DeliverAsync(ICallers callers, HubDb db, string id, string plan, PlanAnswer asked, CancellationToken stop) =>
        await AnswerAsync(db, await new DeliverData(id, plan, asked.Dataset, asked.Revision).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> AnswerAsync(HubDb db, Outcome<DataRequest> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(View(outcome.Value, await FindRequest.PlansAsync(db, outcome.Value.Id, stop)));

    private static DataRequestView View(DataRequest row, IReadOnlyList<DataPlan> plans) => new()
    {
        Id = row.Id,
        Project = row.ProjectId,
        Person = row.PersonId,
        Title = row.Title,
        Wanted = row.Wanted,
        Model = row.Model,
        Techniques = row.Techniques,
        NeededBy = row.NeededBy,
        CreatedAt = row.CreatedAt,
        State = JsonNamingPolicy.CamelCase.ConvertName(row.State.ToString()),
        Dataset = row.Dataset,
        Plans = [.. plans.Select(plan => new DataPlanView(plan.Id, plan.InstitutionId, plan.PersonId, plan.Plan, JsonNamingPolicy.CamelCase.ConvertName(plan.State.ToString()), plan.Bookings, plan.At))],
    };
}
