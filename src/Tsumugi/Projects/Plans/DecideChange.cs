using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls;

namespace Tsumugi.Projects.Plans;

/// <summary>The programme office approves a change, which is made at once and as a whole, or returns it with a reason.</summary>
public sealed class DecideChange(HubDb db, IEnumerable<IProjectResources> resources)
{
    private const int MostText = 10_000;

    public async Task<Outcome<ChangeRequest>> RunAsync(Caller caller, string projectId, string id, bool approve, string? reason, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<ChangeRequest>().SingleOrDefaultAsync(row => row.ProjectId == projectId && row.Id == id, stop) is not { } change)
            return Gate.NoSuch(new($"計画変更の申請 {id} ", $"the change request {id}"));
        var (project, own) = (await db.Set<Project>().SingleAsync(row => row.Id == projectId, stop), await db.Set<ProjectMember>().AnyAsync(row => row.ProjectId == projectId && row.PersonId == caller.PersonId, stop));
        if (own)
            return OwnProject;
        if (change.State != DeskState.Submitted)
            return Decided;
        if (project.ClosedAt is not null)
            return FindProject.Closed(project);
        if (Check(approve, reason) is { } wrong)
            return wrong;
        (change.State, change.DecidedBy, change.DecidedAt, change.Reason) = (approve ? DeskState.Approved : DeskState.Returned, caller.PersonId, now, reason?.Trim() ?? "");
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = approve ? "project.change-approved" : "project.change-returned",
            Subject = project.Node,
            Facts = new Dictionary<string, object?> { ["change"] = change.Id, ["reason"] = change.Reason },
        });
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        try
        {
            if (approve)
                await MakeAsync(caller, change, now, stop);
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Decided;
        }

        await transaction.CommitAsync(stop);
        return change;
    }

    internal static Refusal? Check(bool approve, string? reason) => new FieldFaults()
        .Need(approve || !string.IsNullOrWhiteSpace(reason), "reason", new("差し戻す理由を書いてください。", "Say why it is returned."))
        .Need(reason is null || reason.Length <= MostText, "reason", new($"{MostText:N0} 文字以内にしてください。", $"Keep it within {MostText:N0} characters."))
        .ToRefusal("no-reason");

    internal static Refusal OwnProject { get; } = new(
        "own-project", 403,
        new("自分が参加するプロジェクトのことは決められません。", "Nobody decides about a project that they take part in."),
        new("ほかの運用担当者に依頼してください。", "Ask another operator."));

    private async Task MakeAsync(Caller caller, ChangeRequest change, DateTime now, CancellationToken stop)
    {
        var award = await db.Set<Proposal>().SingleAsync(row => row.ProjectId == change.ProjectId, stop);
        award.Until = change.Until ?? award.Until;

        // Claims the request before anything is given for it.
        await db.SaveChangesAsync(stop);
        foreach (var milestone in await db.Set<Milestone>().Where(row => row.ProjectId == change.ProjectId && row.DoneAt == null).ToListAsync(stop))
        {
            if (!change.Milestones.TryGetValue(milestone.Id, out var day))
                continue;
            if (day is { } moved)
                milestone.Due = moved;
            else
                db.Remove(milestone);
        }

        if (change.Credits > 0)
        {
            foreach (var resource in resources)
                await resource.AwardAsync(db, caller.Node, new(change.ProjectId, change.Credits, JapanTime.EndOf(award.Until!.Value), $"{award.CallId} {award.Id} {change.Id}", now), stop);
        }
    }

    private static Refusal Decided { get; } = Refusal.Conflict(
        "change-decided",
        new("この申請は既に決定されています。", "This request has been decided already."),
        new("プロジェクトのページで結果を確かめてください。", "See the outcome on the project's page."));
}
