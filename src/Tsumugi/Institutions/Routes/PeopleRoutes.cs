using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.Merging;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Routes;

internal static class PeopleRoutes
{
    public static async Task<IResult> WhoAmI(ICallers callers, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return Gate.AskSignedIn(caller) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(new WhoAmI(caller.PersonId!, caller.Name, caller.IsOperator, caller.MayWrite, caller.MembershipViews()));
    }

    public static async Task<IResult> List(ICallers callers, HubDb db, string? search, int page = 1, CancellationToken stop = default)
    {
        var people = await new ListPeople(search, page).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return people.Refused ? people.Refusal!.ToProblem() : TypedResults.Ok(people.Value);
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var person = await new FindPerson(id).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return person.Refused ? person.Refusal!.ToProblem() : TypedResults.Ok(person.Value);
    }

    public static async Task<IResult> Change(ICallers callers, HubDb db, string id, PersonChange asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var changed = await new ChangePerson(id, asked).RunAsync(db, caller, stop);
        return changed.Refused ? changed.Refusal!.ToProblem() : await Show(callers, db, id, stop);
    }

    public static async Task<IResult> Data(ICallers callers, HubDb db, HttpContext http, string id, CancellationToken stop)
    {
        var found = await new PersonalData(id).RunAsync(db, await callers.CurrentAsync(stop), stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}.json\"";
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(found.Value);
    }

    public static async Task<IResult> Merges(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var merges = await new ListMerges(id).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return merges.Refused ? merges.Refusal!.ToProblem() : TypedResults.Ok(merges.Value);
    }

    public static async Task<IResult> Merge(ICallers callers, HubDb db, TimeProvider clock, string id, NewMerge asked, CancellationToken stop)
    {
        var merged = await new MergePeople(id, asked.Other ?? "", asked.Reason ?? "").RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return merged.Refused ? merged.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/people/{id}/merges", merged.Value.ToView());
    }

    public static async Task<IResult> UndoMerge(ICallers callers, HubDb db, TimeProvider clock, string id, string merge, CancellationToken stop)
    {
        var undone = await new UndoMerge(id, merge).RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return undone.Refused ? undone.Refusal!.ToProblem() : TypedResults.NoContent();
    }

    public static async Task<IResult> Erase(ICallers callers, HubDb db, IEnumerable<IPersonalRows> rooms, TimeProvider clock, string id, NewErasure asked, CancellationToken stop)
    {
        var erased = await new ErasePerson(id, asked.Reason ?? "", asked.Confirm ?? "").RunAsync(db, rooms, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return erased.Refused ? erased.Refusal!.ToProblem() : TypedResults.Ok(erased.Value);
    }

    public static async Task<IResult> Create(ICallers callers, HubDb db, NewPerson asked, CancellationToken stop)
    {
        var command = new CreatePerson
        {
            Id = asked.Id,
            Name = asked.Name,
            Email = asked.Email,
            Password = asked.Password,
            IsOperator = asked.IsOperator,
        };
        var made = await command.RunAsync(db, await callers.CurrentAsync(stop), stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Created(
                $"/api/v1/people/{asked.Id}", new LoginMade(asked.Id, made.Value.Account.Email!, made.Value.InitialPassword));
    }

    public static async Task<IResult> AddLogin(ICallers callers, HubDb db, string id, NewLogin asked, CancellationToken stop)
    {
        var made = await new AddLogin(id, asked.Email, asked.Password).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Created($"/api/v1/people/{id}", new LoginMade(id, made.Value.Account.Email!, made.Value.InitialPassword));
    }

    public static async Task<IResult> ResetPassword(ICallers callers, HubDb db, string id, string email, CancellationToken stop)
    {
        var made = await new ResetPassword(id, email).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Ok(new LoginMade(id, made.Value.Account.Email!, made.Value.InitialPassword));
    }

    public static async Task<IResult> RemoveLogin(
        ICallers callers, HubDb db, TimeProvider clock, string id, string email, CancellationToken stop)
    {
        var removed = await new RemoveLogin(id, email).RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return removed.Refused ? removed.Refusal!.ToProblem() : TypedResults.NoContent();
    }
}
