using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>One institution with its members.</summary>
public sealed record FindInstitution(string Id)
{
    public async Task<Outcome<InstitutionDetail>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Institution>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } found)
            return Gate.NoSuch(new($"研究機関 {Id} ", $"the institution {Id}"));
        var members = await (
            from membership in db.Set<Membership>()
            join person in db.Set<Person>() on membership.PersonId equals person.Id
            where membership.InstitutionId == Id
            orderby person.Id
            select new { person.Id, person.Name, membership.Role }).ToListAsync(stop);
        return new InstitutionDetail(
            found.ToView(members.Count), [.. members.Select(row => new MemberView(row.Id, row.Name, row.Role.Word()))]);
    }
}
