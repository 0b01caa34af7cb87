using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Institutions for which the caller may begin something.</summary>
public static class OwnInstitutions
{
    public static async Task<IReadOnlyList<Institution>> OfAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (!caller.SignedIn || !caller.MayWrite)
            return [];
        var own = caller.Memberships.Keys.ToList();
        return await db.Set<Institution>().AsNoTracking()
            .Where(row => caller.IsOperator || own.Contains(row.Id))
            .OrderBy(row => row.Id)
            .ToListAsync(stop);
    }
}
