using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;

namespace Tsumugi.Ethics.Passports;

/// <summary>Whom issuers of visas know somebody as, and the visas that they presented.</summary>
internal sealed class VisaRows : IPersonalRows
{
    public Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop) => Task.FromResult<IReadOnlyList<Words>>([]);

    public async Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        await db.Set<AcceptedVisa>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
        await db.Set<LinkedPerson>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
    }
}
