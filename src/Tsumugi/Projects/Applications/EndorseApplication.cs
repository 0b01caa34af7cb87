using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

/// <summary>The applicant's institution stands behind the application; it goes on to the committee.</summary>
public sealed record EndorseApplication(string Id)
{
    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var row = found.Value.Row;
        if (Gate.AskSteward(caller, row.InstitutionId) is { } refusal)
            return refusal;
        if (found.Value.IsOwn)
        {
            return Refusal.Conflict(
                "own-application",
                new("申請した本人は、所属機関として承認できません。", "Whoever applied cannot endorse it."),
                new("研究機関のほかの管理者か、ハブの運用担当者に依頼してください。", "Ask another steward of the institution, or an operator of the hub."));
        }

        if (row.State != ApplicationState.Submitted)
            return row;
        (row.State, row.EndorsedBy, row.EndorsedAt) = (ApplicationState.Endorsed, caller.PersonId, now);
        db.Record(new() { Actor = caller.Node, Kind = "application.endorsed", Subject = row.Node });
        await db.SaveChangesAsync(stop);
        return row;
    }
}
