using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Plans;

namespace Tsumugi.Projects;

/// <summary>Ends a project: nothing new is done in its name, what is left of its resources goes back; what it made stays. An awarded one reports first.</summary>
public sealed class CloseProject(HubDb db, IEnumerable<IProjectResources> resources)
{
    public async Task<Outcome<Project>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindProject.ToLeadAsync(db, caller, id, stop);
        if (found.Refused || found.Value.ClosedAt is not null)
            return found;
        var project = found.Value;
        var reported = await db.Set<ProjectReport>().AnyAsync(row => row.ProjectId == id && row.Kind == ReportKind.Final && row.State != DeskState.Returned, stop);
        if (!reported && await FindPlan.AwardAsync(db, id, stop) is not null)
            return ReportFirst;
        project.ClosedAt = now;
        db.Record(new() { Actor = caller.Node, Kind = "project.closed", Subject = project.Node });
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await db.SaveChangesAsync(stop);
        foreach (var resource in resources)
            await resource.EndAsync(db, caller.Node, id, now, stop);
        await transaction.CommitAsync(stop);
        return project;
    }

    private static Refusal ReportFirst { get; } = Refusal.Conflict(
        "final-report-first",
        new("採択されたプロジェクトは、最終報告を提出してから終了します。", "An awarded project hands its final report in before it ends."),
        new Words("プロジェクトのページで最終報告を書いてください。", "Write the final report on the project's page."));
}
