using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;

namespace Tsumugi.Projects;

/// <summary>Places in projects; one that goes on needs another lead first.</summary>
internal sealed class MemberRows : IPersonalRows
{
    public async Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop)
    {
        var leads = db.Set<ProjectMember>().Where(row => row.Role == ProjectRole.Lead);
        var alone = await (
            from lead in leads
            join project in db.Set<Project>() on lead.ProjectId equals project.Id
            where lead.PersonId == person && project.ClosedAt == null && !leads.Any(other => other.ProjectId == project.Id && other.PersonId != person)
            orderby project.Id
            select project.Id).ToListAsync(stop);
        return alone.ConvertAll(id => new Words(
            $"プロジェクト {id} のただ一人の代表者です。別の代表者を決めるか、プロジェクトを終了してください。", $"Nobody else leads the project {id}; name another lead, or close it."));
    }

    public async Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        foreach (var place in await db.Set<ProjectMember>().Where(row => row.PersonId == person).ToListAsync(stop))
        {
            db.Remove(place);
            db.Record(RemoveMember.Entry(by, place));
        }

        await db.SaveChangesAsync(stop);
    }
}
