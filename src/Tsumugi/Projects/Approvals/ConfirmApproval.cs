using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Approvals;

/// <summary>A steward of the project's institution, or an operator, has seen the committee's letter: from now on the approval counts.</summary>
public sealed record ConfirmApproval(string ProjectId, string ApprovalId)
{
    public async Task<Outcome<EthicsApproval>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindProject.RunAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        if (Gate.AskSteward(caller, project.Value.InstitutionId) is { } refusal)
            return refusal;
        var found = await FindAsync(db, ProjectId, ApprovalId, stop);
        if (found.Refused || found.Value.ConfirmedBy is not null)
            return found;
        if (Decide(found.Value, caller.PersonId!, now) is { } no)
            return no;
        (found.Value.ConfirmedBy, found.Value.ConfirmedAt) = (caller.PersonId, now);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.approval-confirmed",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?> { ["approval"] = ApprovalId, ["number"] = found.Value.Number },
        });
        await db.SaveChangesAsync(stop);
        return found;
    }

    public static Refusal? Decide(EthicsApproval approval, string person, DateTime now) => approval switch
    {
        _ when approval.RegisteredBy == person => Refusal.Conflict(
            "own-approval",
            new("登録した本人は確認できません。", "Whoever entered an approval cannot confirm it."),
            new("研究機関のほかの管理者か、ハブの運用担当者に確認を依頼してください。", "Ask another steward of the institution, or an operator of the hub.")),
        _ when approval.On(DateOnly.FromDateTime(now)) is ApprovalState.Ended or ApprovalState.Expired => Refusal.Conflict(
            "approval-over",
            new("この承認は既に終わっています。", "This approval is over."),
            new("新しい承認を登録してください。", "Enter the new approval.")),
        _ => null,
    };

    internal static async Task<Outcome<EthicsApproval>> FindAsync(HubDb db, string project, string approval, CancellationToken stop) =>
        await db.Set<EthicsApproval>().SingleOrDefaultAsync(row => row.ProjectId == project && row.Id == approval, stop) is { } found
            ? found : Gate.NoSuch(new($"承認 {approval} ", $"the approval {approval}"));
}
