using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Samples;

internal static class SampleRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/samples", ListAsync).WithName("ListSamples").WithSummary("Samples that you may see, newest first").Produces<Paged<SampleView>>();
        api.MapPost("/samples", RegisterAsync).WithName("RegisterSample").WithSummary("Register a sample, by itself or as made from others (members of the institution)").Produces<SampleView>(StatusCodes.Status201Created);
        api.MapGet("/samples/{institution}/{name}", ShowAsync).WithName("ShowSample").WithSummary("One sample, what it was made from, and the conditions that follow").Produces<SampleView>();
        api.MapPost("/samples/{institution}/{name}/parents", DeriveAsync).WithName("DeriveSample").WithSummary("A sample was made from another one").Produces<SampleView>();
    }

    public static async Task<SampleView> ViewAsync(HubDb db, Caller caller, Sample row, CancellationToken stop)
    {
        var parents = await db.Set<SampleParent>().AsNoTracking().Where(one => one.SampleId == row.Id).Select(one => one.ParentId).ToListAsync(stop);
        var (visible, withdrawn) = (await FindSample.VisibleAmongAsync(db, caller, parents, stop), await FindSample.WithdrawnAsync(db, row, stop));
        return View(row) with
        {
            Parents = [.. parents.Where(visible.Contains).Order(StringComparer.Ordinal)],
            EffectiveConditions = (await FindSample.ConditionsAsync(db, row, stop)).ToView(),
            Withdrawal = withdrawn?.Id,
        };
    }

    private static SampleView View(Sample row) => new()
    {
        Id = row.Id,
        Institution = row.InstitutionId,
        Title = row.Title,
        GivenIds = row.GivenIds,
        Organism = row.Organism,
        Material = row.Material,
        Origin = row.Origin,
        CollectedOn = row.CollectedOn,
        Visibility = row.Visibility == Visibility.Hub ? "hub" : "institution",
        OwnConditions = row.Conditions.ToView(),
        Person = row.PersonId,
        CreatedAt = row.CreatedAt,
    };

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, string? search, string? institution, int page = 1, CancellationToken stop = default)
    {
        var found = await new ListSamples(search, institution, page).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(new Paged<SampleView>([.. found.Value.Items.Select(View)], found.Value.Total, found.Value.Page, found.Value.PageSize));
    }

    private static async Task<IResult> RegisterAsync(ICallers callers, HubDb db, DiseaseOntologies diseases, NewSample asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var made = await new RegisterSample(asked.Institution, asked.Name, Entry(asked)).RunAsync(db, caller, diseases.Current, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/samples/{made.Value.Id}", await ViewAsync(db, caller, made.Value, stop));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string institution, string name, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindSample.RunAsync(db, caller, Act.Read, $"{institution}/{name}", stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, caller, found.Value, stop));
    }

    private static async Task<IResult> DeriveAsync(ICallers callers, HubDb db, string institution, string name, SampleParentRequest asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await new DeriveSample($"{institution}/{name}", asked.Parent?.Trim() ?? "").RunAsync(db, caller, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, caller, found.Value, stop));
    }

    private static SampleEntry Entry(NewSample asked) => new(new(asked.Licence, asked.Permission, asked.Diseases ?? [], asked.Modifiers ?? [])
    {
        ModelTraining = asked.ModelTraining,
        WeightsRelease = asked.WeightsRelease,
        OutputsRelease = asked.OutputsRelease,
        NoReidentification = asked.NoReidentification,
    })
    {
        Title = asked.Title,
        GivenIds = asked.GivenIds ?? [],
        Organism = asked.Organism,
        Material = asked.Material,
        Origin = asked.Origin,
        CollectedOn = asked.CollectedOn,
        Visibility = asked.Visibility,
        Parents = asked.Parents ?? [],
    };
}
