using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;

namespace Tsumugi.Instruments.Equipment;

internal static class InstrumentRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/techniques", Techniques).WithName("ListTechniques").WithSummary("Techniques that instruments are found by, in Japanese and English").Produces<IReadOnlyList<TechniqueView>>();
        api.MapGet("/instruments", ListAsync).WithName("SearchInstruments").WithSummary("Which instrument, when is it free, and may you book it").Produces<Paged<FoundInstrumentView>>();
        api.MapPost("/instruments", RegisterAsync).WithName("RegisterInstrument").WithSummary("Let an instrument be found and booked (stewards)").Produces<InstrumentView>(StatusCodes.Status201Created);
        api.MapGet("/instruments/{id}", ShowAsync).WithName("ShowInstrument").WithSummary("One instrument, its downtimes, and whether you may book it").Produces<InstrumentDetail>();
        api.MapPut("/instruments/{id}", ChangeAsync).WithName("ChangeInstrument").WithSummary("Change what is said of an instrument (its staff)").Produces<InstrumentView>();
        api.MapPost("/instruments/{id}/retire", RetireAsync).WithName("RetireInstrument").WithSummary("Take an instrument out of use for good (its staff)").Produces<InstrumentView>();
        api.MapGet("/instruments/{id}/pidinst", PidinstAsync).WithName("DescribeInstrument").WithSummary("An instrument as PIDINST metadata").Produces<System.Text.Json.Nodes.JsonObject>();
        api.MapPost("/instruments/{id}/downtimes", AnnounceAsync).WithName("AnnounceDowntime").WithSummary("An instrument cannot be used for a time (its staff)").Produces<DowntimeView>(StatusCodes.Status201Created);
        api.MapPost("/instruments/{id}/downtimes/{downtime}/end", EndAsync).WithName("EndDowntime").WithSummary("An instrument can be used again (its staff)").Produces<DowntimeView>();
    }

    private static Ok<IEnumerable<TechniqueView>> Techniques() => TypedResults.Ok(Technique.All.Select(one => new TechniqueView(one.Id, one.Name.Ja, one.Name.En, one.Others)));

    private static async Task<IResult> ListAsync(
        ICallers callers, HubDb db, string? search, string? technique, string? institution, string? from, string? until, string? hours, bool mine = false, int page = 1, CancellationToken stop = default)
    {
        var found = await new SearchInstruments(search, technique, institution, from, until, hours, mine, page).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return found.Refused
            ? found.Refusal!.ToProblem()
            : TypedResults.Ok(new Paged<FoundInstrumentView>([.. found.Value.Items.Select(one => one.ToView())], found.Value.Total, found.Value.Page, found.Value.PageSize));
    }

    private static async Task<IResult> RegisterAsync(ICallers callers, HubDb db, NewInstrument asked, CancellationToken stop)
    {
        var made = await new RegisterInstrument(asked.Id, asked.Institution, asked.ToEntry()).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/instruments/{made.Value.Id}", made.Value.ToView());
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindInstrument.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (down, may) = (await FindInstrument.DowntimesAsync(db, [id], DateTime.UtcNow, stop), await AskBooking.RunAsync(db, caller, found.Value, stop));
        return TypedResults.Ok(new InstrumentDetail(found.Value.ToView(), [.. down.Select(row => row.ToView())], may is null, may.ToView()));
    }

    private static async Task<IResult> ChangeAsync(ICallers callers, HubDb db, string id, InstrumentRequest asked, CancellationToken stop) =>
        Answer(await new ChangeInstrument(id, asked.ToEntry()).RunAsync(db, await callers.CurrentAsync(stop), stop), row => row.ToView());

    private static async Task<IResult> RetireAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await new RetireInstrument(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), row => row.ToView());

    private static async Task<IResult> PidinstAsync(ICallers callers, HubDb db, HubAddress address, string id, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var owner = (await Institution.AmongAsync(db, [found.Value.InstitutionId], stop))[0];
        return TypedResults.Ok(Pidinst.Write(found.Value, owner, new(address.Value, $"instruments/{id}")));
    }

    private static async Task<IResult> AnnounceAsync(ICallers callers, HubDb db, string id, NewDowntime asked, CancellationToken stop)
    {
        var made = await new AnnounceDowntime(id, asked.Kind, asked.From, asked.Until, asked.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/instruments/{id}", made.Value.ToView() with
        {
            Affected = [.. (await FindBooking.AffectedAsync(db, made.Value, DateTime.UtcNow, stop)).Select(row => row.ToView())],
        });
    }

    private static async Task<IResult> EndAsync(ICallers callers, HubDb db, string id, string downtime, CancellationToken stop) =>
        Answer(await new EndDowntime(id, downtime).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), row => row.ToView());

    private static IResult Answer<T, TView>(Outcome<T> outcome, Func<T, TView> view) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(view(outcome.Value));
}
