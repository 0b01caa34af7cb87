using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;

namespace Tsumugi.Compute.Allocations;

/// <summary>Looks allocations up: they are seen by those who may use them, by the project's institution and by operators.</summary>
public static class FindAllocation
{
    public static async Task<Outcome<Allocation>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop) =>
        Gate.AskSignedIn(caller) is { } refusal ? refusal
        : await Visible(db, caller).FirstOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : NoSuch(id);

    public static IQueryable<Allocation> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<Allocation>().AsNoTracking().Where(row => caller.SignedIn && (caller.IsOperator || row.PersonId == caller.PersonId
            || db.Set<ProjectMember>().Any(member => member.ProjectId == row.ProjectId && member.PersonId == caller.PersonId)
            || db.Set<Project>().Any(project => project.Id == row.ProjectId && own.Contains(project.InstitutionId))));
    }

    public static Refusal NoSuch(string id) => Gate.NoSuch(new($"割り当て {id} ", $"the allocation {id}"));
}
