using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Everything that the hub keeps of a person, for themselves or an operator: their record, logins, tokens without their secrets, and every event that they caused or that was about them.</summary>
public sealed record PersonalData(string Id)
{
    public async Task<Outcome<PersonalDataView>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (caller.PersonId != Id && Gate.AskOperator(caller) is { } notYours)
            return notYours;
        var person = await new FindPerson(Id).RunAsync(db, caller, stop);
        if (person.Refused)
            return person.Refusal!;
        var nodes = (await FindPerson.RecordsAsync(db, Id, stop)).Select(id => NodeRef.Of("person", id).ToString()).ToList();
        var tokens = await db.Set<AccessToken>().AsNoTracking().Where(row => row.PersonId == Id).OrderBy(row => row.CreatedAt).ToListAsync(stop);
        var events = await db.Set<EventRow>().AsNoTracking().Where(row => nodes.Contains(row.Actor) || nodes.Contains(row.Subject)).OrderBy(row => row.Seq).ToListAsync(stop);
        return new PersonalDataView(
            person.Value, [.. tokens.Select(row => row.ToView())], [.. events.Select(row => new PersonEventView(row.Seq, HashChain.ReadTime(row.At), row.Kind, row.Actor, row.Subject, row.Body))]);
    }
}
