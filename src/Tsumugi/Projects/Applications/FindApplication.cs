using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

/// <summary>An application as one of those sees it whom it concerns.</summary>
/// <param name="MayEndorse">As a steward of the applicant's institution.</param>
/// <param name="MayVote">As a member of the committee.</param>
public sealed record SeenApplication(UseApplication Row, IReadOnlyList<UseVote> Votes, IReadOnlyList<string> Members, bool IsOwn, bool MayEndorse, bool MayVote);

/// <summary>Looks applications up for those whom they concern: the project's people, stewards of either institution, operators.</summary>
public static class FindApplication
{
    public static async Task<Outcome<SeenApplication>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await Visible(db, caller).SingleOrDefaultAsync(row => row.Id == id, stop) is not { } found)
            return Gate.NoSuch(new($"申請 {id} ", $"the application {id}"));
        var members = await Committee.MembersAsync(db, found.OwnerId, found.PersonId, stop);
        return new SeenApplication(
            found,
            await db.Set<UseVote>().Where(row => row.ApplicationId == id).OrderBy(row => row.At).ToListAsync(stop),
            members,
            found.PersonId == caller.PersonId,
            found.State == ApplicationState.Submitted && found.PersonId != caller.PersonId && Gate.AskSteward(caller, found.InstitutionId) is null,
            found.State == ApplicationState.Endorsed && caller.MayWrite && caller.Only is null && members.Contains(caller.PersonId!));
    }

    /// <summary>Newest first.</summary>
    public static IQueryable<UseApplication> Visible(HubDb db, Caller caller)
    {
        var stewarded = Stewarded(caller);
        return db.Set<UseApplication>()
            .Where(row => caller.IsOperator || row.PersonId == caller.PersonId || stewarded.Contains(row.InstitutionId) || stewarded.Contains(row.OwnerId)
                || db.Set<ProjectMember>().Any(member => member.ProjectId == row.ProjectId && member.PersonId == caller.PersonId))
            .OrderByDescending(row => row.CreatedAt);
    }

    /// <summary>Those that wait for the caller: to be endorsed, or to be voted on.</summary>
    public static IQueryable<UseApplication> Waiting(HubDb db, Caller caller)
    {
        var stewarded = Stewarded(caller);
        return db.Set<UseApplication>().AsNoTracking()
            .Where(row => row.PersonId != caller.PersonId
                && ((row.State == ApplicationState.Submitted && stewarded.Contains(row.InstitutionId))
                    || (row.State == ApplicationState.Endorsed && stewarded.Contains(row.OwnerId)
                        && !db.Set<UseVote>().Any(vote => vote.ApplicationId == row.Id && vote.PersonId == caller.PersonId))))
            .OrderBy(row => row.CreatedAt);
    }

    private static List<string> Stewarded(Caller caller) => [.. caller.Memberships.Where(row => row.Value == InstitutionRole.Steward).Select(row => row.Key)];
}
