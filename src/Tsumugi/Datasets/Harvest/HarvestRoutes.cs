using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Harvest;

internal static class HarvestRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/harvests", async (ICallers callers, HubDb db, CancellationToken stop) =>
            {
                if (Gate.AskOperator(await callers.CurrentAsync(stop)) is { } refusal)
                    return refusal.ToProblem();
                var views = new List<HarvestView>();
                foreach (var source in await db.Set<HarvestSource>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop))
                    views.Add(await ViewAsync(db, source, stop));
                return TypedResults.Ok(views);
            })
            .WithName("ListHarvests").WithSummary("Catalogues elsewhere whose records are searched here, and how far each harvest is (operators)").Produces<IReadOnlyList<HarvestView>>();
        api.MapPut("/harvests/{id}", async (ICallers callers, HubDb db, HarvestHttp http, string id, HarvestRequest asked, CancellationToken stop) =>
                await AnswerAsync(db, await new SaveHarvest(id, asked).RunAsync(db, http, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("SaveHarvest").WithSummary("Has a catalogue elsewhere harvested, or changes how (operators)").Produces<HarvestView>();
        api.MapPost("/harvests/{id}/now", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await AnswerAsync(db, await new AskHarvest(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("AskHarvest").WithSummary("Asks a catalogue elsewhere now (operators)").Produces<HarvestView>();
        api.MapDelete("/harvests/{id}", async (ICallers callers, HubDb db, string id, CancellationToken stop) =>
                await AnswerAsync(db, await new EndHarvest(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop))
            .WithName("EndHarvest").WithSummary("Ends the harvest of a catalogue elsewhere: what it told is found no more (operators)").Produces<HarvestView>();
    }

    private static async Task<IResult> AnswerAsync(HubDb db, Outcome<HarvestSource> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, outcome.Value, stop));

    private static async Task<HarvestView> ViewAsync(HubDb db, HarvestSource source, CancellationToken stop) => new(
        source.Id, source.NameJa, source.NameEn, source.Url, source.Form.ToString(), source.Prefix, source.Set, source.EveryHours, source.ProtectedSecret is not null,
        await FindHarvest.CountAsync(db, source.Id, stop), source.Pages, source.Running, source.HarvestedAt, source.NextAt, source.EndedAt, source.Fault?.ToString());
}
