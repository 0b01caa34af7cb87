using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Approvals;

/// <summary>An approval holds no longer, before its last day: nothing new may rely on it.</summary>
public sealed record EndApproval(string ProjectId, string ApprovalId)
{
    public async Task<Outcome<EthicsApproval>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindProject.ToLeadAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var found = await ConfirmApproval.FindAsync(db, ProjectId, ApprovalId, stop);
        if (found.Refused || found.Value.EndedAt is not null)
            return found;
        found.Value.EndedAt = now;
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.approval-ended",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?> { ["approval"] = ApprovalId, ["number"] = found.Value.Number },
        });
        await db.SaveChangesAsync(stop);
        return found;
    }
}
