using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Plans;

/// <summary>Adds a milestone to a project's plan.</summary>
public sealed record AddMilestone(string ProjectId, string? Title, string? Due)
{
    private const int Most = 200;

    public async Task<Outcome<Milestone>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var project = await FindPlan.ToWriteAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var faults = new FieldFaults();
        var due = ProjectEntry.Day(Due, "due", faults);
        faults
            .Need(Title?.Trim().Length is > 0 and <= 200, "title", new("何ができたら達成かを 200 文字以内で書いてください。", "Say what will be done, within 200 characters."))
            .Need(due is not null, "due", new("期日を書いてください。", "Give the day by which it will be done."))
            .Need(await db.Set<Milestone>().CountAsync(row => row.ProjectId == ProjectId, stop) < Most, "title", new($"1 つのプロジェクトの節目は {Most} 個までです。", $"A project has at most {Most} milestones."));
        if (faults.ToRefusal("bad-milestone") is { } wrong)
            return wrong;
        var made = Milestone.Of(ProjectId, Title!.Trim(), due!.Value, agreed: false);
        db.Add(made);
        Record(db, caller, project.Value, "project.milestone-added", made);
        await db.SaveChangesAsync(stop);
        return made;
    }

    internal static void Record(HubDb db, Caller caller, Project project, string kind, Milestone milestone, IEnumerable<Tie>? ties = null) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = project.Node,
        Facts = new Dictionary<string, object?> { ["milestone"] = milestone.Id, ["title"] = milestone.Title, ["due"] = milestone.Due, ["evidence"] = milestone.Evidence, ["note"] = milestone.Note },
        Ties = [.. ties ?? []],
    });
}

/// <summary>Takes a milestone out of the plan; one that was agreed on with the award stays.</summary>
public sealed record RemoveMilestone(string ProjectId, string Id)
{
    public async Task<Outcome<Milestone>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var project = await FindPlan.ToWriteAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        if (await db.Set<Milestone>().SingleOrDefaultAsync(row => row.ProjectId == ProjectId && row.Id == Id, stop) is not { } found)
            return NoSuch(Id);
        if (found.Agreed)
            return AgreedOn;
        if (found.DoneAt is not null)
            return Refusal.Conflict("milestone-done", new("達成した節目は消せません。", "A milestone that was reached stays."), new("そのまま残してください。", "Leave it as it is."));
        db.Remove(found);
        AddMilestone.Record(db, caller, project.Value, "project.milestone-removed", found);
        await db.SaveChangesAsync(stop);
        return found;
    }

    internal static Refusal NoSuch(string id) => Gate.NoSuch(new($"節目 {id} ", $"the milestone {id}"));

    private static Refusal AgreedOn { get; } = Refusal.Conflict(
        "milestone-agreed",
        new("採択時に合意した節目です。", "This milestone was agreed on with the award."),
        new("計画の変更を申請してください。", "Ask for a change of the plan."));
}

/// <summary>A milestone is reached: what shows it is tied to the project on the thread.</summary>
/// <param name="Evidence">Nodes such as <c>model:institute/encoder@…</c>, which the caller may see.</param>
public sealed record ReachMilestone(string ProjectId, string Id, IReadOnlyList<string> Evidence, string? Note)
{
    private const int MostEvidence = 50;
    private const int MostText = 5000;

    public async Task<Outcome<Milestone>> RunAsync(HubDb db, VisibleLineage nodes, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindPlan.ToWriteAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        if (await db.Set<Milestone>().SingleOrDefaultAsync(row => row.ProjectId == ProjectId && row.Id == Id, stop) is not { } found)
            return RemoveMilestone.NoSuch(Id);
        var named = Evidence.Select(text => text.Trim()).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var unknown = await UnknownEvidence.AmongAsync(db, nodes, caller, named, stop);
        var note = Note?.Trim() ?? "";
        if (new FieldFaults()
            .Need(named.Count > 0 || note.Length > 0, "evidence", new("達成を示す節点（1 行に 1 つ）か、説明を書いてください。", "Name what shows it, one node a line, or say how one sees it."))
            .Need(named.Count <= MostEvidence, "evidence", new($"{MostEvidence} 個以内にしてください。", $"Keep it within {MostEvidence}."))
            .Need(unknown.Count == 0, "evidence", Unknown(unknown))
            .Need(note.Length <= MostText, "note", new($"{MostText:N0} 文字以内にしてください。", $"Keep it within {MostText:N0} characters."))
            .ToRefusal("bad-evidence") is { } wrong)
            return wrong;
        (found.DoneAt, found.Evidence, found.Note) = (found.DoneAt ?? now, named, note);
        AddMilestone.Record(db, caller, project.Value, "project.milestone-reached", found, named.Select(text => new Tie(project.Value.Node, Relations.EvidencedBy, NodeRef.Parse(text))));
        await db.SaveChangesAsync(stop);
        return found;
    }

    private static Words Unknown(IReadOnlyList<string> unknown) => new(
        $"「{string.Join("、", unknown)}」は来歴にありません。model:機関/名前@版 のように、ページに表示される形で書いてください。",
        $"The thread knows no '{string.Join(", ", unknown)}'. Write nodes as their pages show them, such as model:INSTITUTION/NAME@REVISION.");
}
