using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects;

/// <summary>Finds a project through the gate.</summary>
public static class FindProject
{
    public static async Task<Outcome<Project>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return await db.Set<Project>().SingleOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : NoSuch(id);
    }

    /// <summary>For those who decide about it: its leads, stewards of its institution, operators.</summary>
    public static async Task<Outcome<Project>> ToLeadAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found;
        var leads = await db.Set<ProjectMember>().AnyAsync(row => row.ProjectId == id && row.PersonId == caller.PersonId && row.Role == ProjectRole.Lead, stop);
        return Gate.AskLead(caller, found.Value.Guarded, leads) is { } refusal ? refusal : found;
    }

    /// <summary>For whoever does something in its name: its people, while it goes on.</summary>
    /// <param name="institutionId">In whose name besides: one of those that take part; null when none is named.</param>
    public static async Task<Outcome<Project>> ToActForAsync(HubDb db, Caller caller, string id, string? institutionId, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found;
        var members = await db.Set<ProjectMember>().AsNoTracking().Where(row => row.ProjectId == id).ToListAsync(stop);
        return Decide(found.Value, members, caller, institutionId) is { } refusal ? refusal : found;
    }

    /// <summary>Those in whose name the caller may do something, by their short names.</summary>
    public static Task<List<Project>> OwnAsync(HubDb db, Caller caller, CancellationToken stop) => db.Set<Project>().AsNoTracking()
        .Where(row => row.ClosedAt == null && db.Set<ProjectMember>().Any(member => member.ProjectId == row.Id && member.PersonId == caller.PersonId))
        .OrderBy(row => row.Id)
        .ToListAsync(stop);

    public static Refusal? Decide(Project project, IReadOnlyList<ProjectMember> members, Caller caller, string? institutionId)
    {
        if (!members.Any(member => member.PersonId == caller.PersonId))
        {
            return new(
                "project-members-only", 403,
                new($"プロジェクト {project.Id} の名前で実行できるのは、そのメンバーだけです。", $"Only members of the project {project.Id} may do this in its name."),
                new("プロジェクトの代表者に参加を依頼してください。", "Ask a lead of the project to add you."));
        }

        if (project.ClosedAt is not null)
            return Closed(project);

        return institutionId is null || institutionId == project.InstitutionId || members.Any(member => member.InstitutionId == institutionId) ? null : Refusal.Invalid(
            "not-of-project",
            new($"{institutionId} はプロジェクト {project.Id} に参加していません。", $"{institutionId} takes no part in the project {project.Id}."),
            new("参加機関の名前で実行するか、代表者にその機関のメンバーを加えてもらってください。", "Act for an institution that takes part, or have a lead add a member of this one."));
    }

    internal static Refusal Closed(Project project) => Refusal.Conflict(
        "project-closed",
        new($"プロジェクト {project.Id} は終了しています。", $"The project {project.Id} is closed."),
        new("続きは新しいプロジェクトで始めてください。", "Go on in a new project."));

    private static Refusal NoSuch(string id) => Gate.NoSuch(new($"プロジェクト {id} ", $"the project {id}"));
}
