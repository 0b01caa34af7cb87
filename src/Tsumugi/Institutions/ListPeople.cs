using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions;

/// <summary>The people of the hub with their logins and memberships, for operators.</summary>
public sealed record ListPeople(string? Search = null, int Page = 1)
{
    public const int PageSize = 50;

    public async Task<Outcome<Paged<PersonView>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var found = db.Set<Person>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Search))
            found = found.Where(row => row.Id.Contains(Search.Trim()) || row.Name.Contains(Search.Trim()));
        var page = Math.Max(Page, 1);
        var people = await found.OrderBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new Paged<PersonView>(await DescribeAsync(db, people, stop), await found.CountAsync(stop), page, PageSize);
    }

    internal static async Task<IReadOnlyList<PersonView>> DescribeAsync(HubDb db, IReadOnlyList<Person> people, CancellationToken stop)
    {
        var ids = people.Select(person => person.Id).ToList();
        var logins = (await db.Set<Account>().AsNoTracking().Where(row => ids.Contains(row.PersonId)).OrderBy(row => row.Email).ToListAsync(stop))
            .ToLookup(row => row.PersonId, row => row.Email!);
        var memberships = (await db.Set<Membership>().AsNoTracking().Where(row => ids.Contains(row.PersonId)).OrderBy(row => row.InstitutionId).ToListAsync(stop))
            .ToLookup(row => row.PersonId, row => row.ToView());
        return [.. people.Select(person => new PersonView
        {
            Id = person.Id,
            Name = person.Name,
            IsOperator = person.IsOperator,
            Orcid = person.Orcid,
            Erad = person.Erad,
            EradWarning = person.Erad is { } erad && !CheckDigits.EradFits(erad),
            Career = person.Career?.ToString(),
            Erased = person.ErasedAt,
            Logins = [.. logins[person.Id]],
            Memberships = [.. memberships[person.Id]],
        })];
    }
}
