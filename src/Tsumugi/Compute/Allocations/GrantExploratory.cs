using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Allocations;

/// <summary>Gives a person the exploratory allocation of the policy, once a period, without anybody's review.</summary>
public static class GrantExploratory
{
    /// <returns>The one granted now, or a moment ago; null when it was ended since.</returns>
    public static async Task<Allocation?> StageAsync(HubDb db, ExploratoryPolicy policy, string person, DateTime now, CancellationToken stop)
    {
        if (await db.Set<Allocation>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == person && row.Exploratory && row.Until > now, stop) is { } there)
            return there.EndedAt is null ? there : null;
        var granted = new Allocation
        {
            Id = AwardAllocation.NewId(person),
            PersonId = person,
            Exploratory = true,
            Sites = policy.Sites,
            From = now,
            Until = now.AddDays(policy.Days),
            Note = "",
            CreatedAt = now,
        };
        await AwardAllocation.StageAsync(db, JobChanges.Hub, granted, MicroCredits.Of(policy.Credits), now, stop);
        return granted;
    }
}
