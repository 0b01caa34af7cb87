using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Which jobs of a lineage the caller may be told of.</summary>
internal sealed class JobSight(HubDb db) : INodeSight
{
    public string Kind => Job.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        await FindJob.Visible(db, caller).Where(job => ids.Contains(job.Id)).Select(job => job.Id).ToListAsync(stop);
}
