using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Ends a membership; the next request of that person is decided without it.</summary>
public sealed record RevokeMembership(string InstitutionId, string PersonId)
{
    public async Task<Outcome<Membership>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        var found = await db.Set<Membership>().SingleOrDefaultAsync(row => row.PersonId == PersonId && row.InstitutionId == InstitutionId, stop);
        if (found is null)
            return Gate.NoSuch(new($"{InstitutionId} の所属者 {PersonId} ", $"the member {PersonId} of {InstitutionId}"));
        db.Remove(found);
        db.Record(Entry(caller, found));
        await db.SaveChangesAsync(stop);
        return found;
    }

    internal static ThreadEntry Entry(Caller by, Membership ended) => new()
    {
        Actor = by.Node,
        Kind = "membership.revoked",
        Subject = NodeRef.Of("person", ended.PersonId),
        Facts = new Dictionary<string, object?> { ["institution"] = ended.InstitutionId },
    };
}
