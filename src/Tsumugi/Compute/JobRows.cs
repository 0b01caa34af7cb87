using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;

namespace Tsumugi.Compute;

/// <summary>A job acts in the name of whoever submitted it, so it ends before they are erased; their logins at clusters are forgotten. What jobs used and made stays.</summary>
internal sealed class JobRows : IPersonalRows
{
    public async Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop)
    {
        var live = await db.Set<Job>().CountAsync(row => row.PersonId == person && !Job.EndStates.Contains(row.State), stop);
        return live == 0 ? [] : [new($"終わっていないジョブが {live} 件あります。取り消すか、終わるまで待ってください。", $"Jobs of theirs have not ended ({live}): cancel them, or wait.")];
    }

    public async Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        foreach (var site in (await db.Set<Site>().ToListAsync(stop)).Where(site => site.Policies.Logins.ContainsKey(person)))
            site.Policies = site.Policies with { Logins = site.Policies.Logins.Where(login => login.Key != person).ToDictionary() };
        await db.SaveChangesAsync(stop);
    }
}
