using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;

namespace Tsumugi.Institutions.Routes;

internal static class InstitutionRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, string? search, int page = 1, CancellationToken stop = default)
    {
        var found = await new ListInstitutions(search, page).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await new FindInstitution(id).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);
    }

    public static async Task<IResult> Create(ICallers callers, HubDb db, NewInstitution asked, CancellationToken stop)
    {
        var command = new CreateInstitution(asked.Id, new() { NameJa = asked.NameJa, NameEn = asked.NameEn, Ror = asked.Ror, Kind = asked.Kind, Country = asked.Country });
        var made = await command.RunAsync(db, await callers.CurrentAsync(stop), stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Created($"/api/v1/institutions/{made.Value.Id}", made.Value.ToView(0));
    }

    public static async Task<IResult> Change(ICallers callers, HubDb db, string id, InstitutionChange asked, CancellationToken stop)
    {
        var command = new ChangeInstitution(id, new() { NameJa = asked.NameJa ?? "", NameEn = asked.NameEn ?? "", Ror = asked.Ror, Kind = asked.Kind, Country = asked.Country });
        var changed = await command.RunAsync(db, await callers.CurrentAsync(stop), stop);
        return changed.Refused ? changed.Refusal!.ToProblem() : TypedResults.NoContent();
    }

    public static async Task<IResult> Grant(
        ICallers callers, HubDb db, string id, string person, NewMembership asked, CancellationToken stop)
    {
        var granted = await new GrantMembership(id, person, asked.Role).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return granted.Refused ? granted.Refusal!.ToProblem() : TypedResults.Ok(granted.Value.ToView());
    }

    public static async Task<IResult> Revoke(ICallers callers, HubDb db, string id, string person, CancellationToken stop)
    {
        var revoked = await new RevokeMembership(id, person).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return revoked.Refused ? revoked.Refusal!.ToProblem() : TypedResults.NoContent();
    }
}
