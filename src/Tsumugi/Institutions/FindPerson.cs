using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>One person; e-mail addresses only for themselves and for operators. A record that was merged into another leads to it.</summary>
public sealed record FindPerson(string Id)
{
    public async Task<Outcome<PersonView>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await StandingAsync(db, Id, stop) is not { } person)
            return NoSuch(Id);
        var view = (await ListPeople.DescribeAsync(db, [person], stop))[0] with { Affiliations = await AffiliationsAsync(db, person, stop) };
        return caller.IsOperator || caller.PersonId == person.Id ? view : view with { Logins = [], Erad = null, EradWarning = false };
    }

    /// <returns>The record that goes on for somebody; null when there never was such a person.</returns>
    internal static async Task<Person?> StandingAsync(HubDb db, string id, CancellationToken stop)
    {
        while (await db.Set<Person>().IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is { } person)
        {
            if (person.MergedInto is not { } next)
                return person;
            id = next;
        }

        return null;
    }

    /// <returns>Ids of their own record and of those that were merged into it.</returns>
    internal static async Task<IReadOnlyList<string>> RecordsAsync(HubDb db, string id, CancellationToken stop)
    {
        var ids = new List<string> { id };
        for (var at = 0; at < ids.Count; at++)
        {
            var here = ids[at];
            ids.AddRange(await db.Set<Person>().IgnoreQueryFilters().Where(row => row.MergedInto == here).Select(row => row.Id).ToListAsync(stop));
        }

        return ids;
    }

    internal static Refusal NoSuch(string id) => Gate.NoSuch(new($"人物 {id} ", $"the person {id}"));

    /// <summary>To which institutions somebody belonged from when to when, as the thread tells it.</summary>
    private static async Task<IReadOnlyList<AffiliationView>> AffiliationsAsync(HubDb db, Person person, CancellationToken stop)
    {
        var node = person.Node.ToString();
        var events = await db.Set<EventRow>().AsNoTracking()
            .Where(row => row.Subject == node && (row.Kind == "membership.granted" || row.Kind == "membership.revoked"))
            .OrderBy(row => row.Seq).Select(row => new { row.Kind, row.At, row.Body }).ToListAsync(stop);
        var found = new List<AffiliationView>();
        foreach (var row in events)
        {
            var institution = JsonDocument.Parse(row.Body).RootElement.GetProperty("institution").GetString()!;
            var (open, at) = (found.FindIndex(one => one.Institution == institution && one.Until is null), HashChain.ReadTime(row.At));
            if (row.Kind == "membership.revoked" && open >= 0)
                found[open] = found[open] with { Until = at };
            else if (row.Kind == "membership.granted" && open < 0)
                found.Add(new(institution, at, null));
        }

        return found;
    }
}
