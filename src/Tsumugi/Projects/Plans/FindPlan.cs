using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls;

namespace Tsumugi.Projects.Plans;

/// <summary>What a project means to do, what it asked to change and what it has reported.</summary>
/// <param name="Award">The proposal that it was made of; null for one that began without review.</param>
public sealed record ProjectPlan(
    Project Project, Proposal? Award, IReadOnlyList<Milestone> Milestones, IReadOnlyList<ChangeRequest> Changes, IReadOnlyList<ProjectReport> Reports);

/// <summary>A project's plan is seen by everybody who is signed in, as the project is; its change requests and reports by its people, its institution's stewards and operators.</summary>
public static class FindPlan
{
    public static async Task<Outcome<ProjectPlan>> RunAsync(HubDb db, Caller caller, string projectId, CancellationToken stop)
    {
        var project = await FindProject.RunAsync(db, caller, projectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var inside = await IsInsideAsync(db, caller, project.Value, stop);
        return new ProjectPlan(
            project.Value,
            await AwardAsync(db, projectId, stop),
            await db.Set<Milestone>().AsNoTracking().Where(row => row.ProjectId == projectId).OrderBy(row => row.Due).ThenBy(row => row.Title).ToListAsync(stop),
            inside ? await db.Set<ChangeRequest>().AsNoTracking().Where(row => row.ProjectId == projectId).OrderByDescending(row => row.CreatedAt).ToListAsync(stop) : [],
            inside ? await db.Set<ProjectReport>().AsNoTracking().Where(row => row.ProjectId == projectId).OrderByDescending(row => row.Year).ThenBy(row => row.Kind).ToListAsync(stop) : []);
    }

    public static Task<Proposal?> AwardAsync(HubDb db, string projectId, CancellationToken stop) =>
        db.Set<Proposal>().AsNoTracking().SingleOrDefaultAsync(row => row.ProjectId == projectId, stop);

    /// <summary>For those of the project who write its plan, while it goes on.</summary>
    internal static async Task<Outcome<Project>> ToWriteAsync(HubDb db, Caller caller, string projectId, CancellationToken stop)
    {
        var project = await FindProject.ToLeadAsync(db, caller, projectId, stop);
        return project.Refused || project.Value.ClosedAt is null ? project : FindProject.Closed(project.Value);
    }

    internal static async Task<bool> IsInsideAsync(HubDb db, Caller caller, Project project, CancellationToken stop) =>
        caller.IsOperator || caller.Memberships.GetValueOrDefault(project.InstitutionId) == InstitutionRole.Steward
        || await db.Set<ProjectMember>().AnyAsync(row => row.ProjectId == project.Id && row.PersonId == caller.PersonId, stop);
}
