using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Looks jobs up through the gate: an institution's jobs are its own.</summary>
public static class FindJob
{
    public static async Task<Outcome<Job>> RunAsync(HubDb db, Caller caller, Act act, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var what = new Words($"ジョブ {id} ", $"the job {id}");
        var job = await db.Set<Job>().FirstOrDefaultAsync(row => row.Id == id, stop);
        if (job is null)
            return Gate.NoSuch(what);
        return Gate.Ask(caller, act, new(what, job.InstitutionId, Visibility.Institution)) is { } refusal ? refusal : job;
    }

    public static IQueryable<Job> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<Job>().AsNoTracking()
            .Where(row => caller.SignedIn && (caller.IsOperator || own.Contains(row.InstitutionId)))
            .OrderByDescending(row => row.CreatedAt);
    }
}
