using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Allocations;

/// <summary>An award's compute: an allocation at all sites until the award's end, which goes back when the project ends.</summary>
internal sealed class ProjectCredits : IProjectResources
{
    public Task AwardAsync(HubDb db, NodeRef actor, ProjectAward award, CancellationToken stop)
    {
        var allocation = new Allocation
        {
            Id = AwardAllocation.NewId(award.ProjectId),
            ProjectId = award.ProjectId,
            Sites = [],
            From = award.Now,
            Until = award.Until,
            Note = award.Note,
            CreatedAt = award.Now,
        };
        return AwardAllocation.StageAsync(db, actor, allocation, MicroCredits.Of(award.Credits), award.Now, stop);
    }

    public async Task EndAsync(HubDb db, NodeRef actor, string projectId, DateTime now, CancellationToken stop)
    {
        foreach (var allocation in await db.Set<Allocation>().Where(row => row.ProjectId == projectId && row.EndedAt == null && row.Until > now).ToListAsync(stop))
            await LapseAllocation.EndAsync(db, actor, allocation, now, stop);
    }
}
