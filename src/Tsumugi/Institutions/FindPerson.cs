using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>One person; e-mail addresses only for themselves and for operators.</summary>
public sealed record FindPerson(string Id)
{
    public async Task<Outcome<PersonView>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } person)
            return Gate.NoSuch(new($"人物 {Id} ", $"the person {Id}"));
        var view = (await ListPeople.DescribeAsync(db, [person], stop))[0];
        return caller.IsOperator || caller.PersonId == Id ? view : view with { Logins = [] };
    }
}
