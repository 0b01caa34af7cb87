using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;

namespace Tsumugi.Instruments.Bookings;

/// <summary>The project in whose name an instrument is used, and the institution in whose name the person takes part in it.</summary>
internal sealed record ActingProject(Project Project, string Institution)
{
    public static async Task<Outcome<ActingProject>> OfAsync(HubDb db, Caller caller, string project, string? institution, CancellationToken stop)
    {
        var found = await FindProject.ToActForAsync(db, caller, project.Trim(), string.IsNullOrWhiteSpace(institution) ? null : institution.Trim(), stop);
        if (found.Refused)
            return found.Refusal!;
        var member = await db.Set<ProjectMember>().AsNoTracking().FirstAsync(row => row.ProjectId == found.Value.Id && row.PersonId == caller.PersonId, stop);
        return new ActingProject(found.Value, string.IsNullOrWhiteSpace(institution) ? member.InstitutionId : institution.Trim());
    }
}
