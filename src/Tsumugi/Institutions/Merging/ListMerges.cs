using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Merging;

/// <summary>Which records were merged into a person's, newest first.</summary>
public sealed record ListMerges(string KeptId)
{
    public async Task<Outcome<List<MergeView>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var merges = await db.Set<PersonMerge>().AsNoTracking().Where(row => row.KeptId == KeptId).OrderByDescending(row => row.MergedAt).ToListAsync(stop);
        return merges.ConvertAll(row => row.ToView());
    }
}
