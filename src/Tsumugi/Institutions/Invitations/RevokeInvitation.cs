using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Invitations;

/// <summary>Ends an invitation; who has followed it stays a member.</summary>
public sealed record RevokeInvitation(string InstitutionId, string Id)
{
    public async Task<Outcome<Invitation>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        if (await db.Set<Invitation>().SingleOrDefaultAsync(row => row.Id == Id && row.InstitutionId == InstitutionId, stop) is not { } invitation)
            return Gate.NoSuch(new($"招待 {Id} ", $"the invitation {Id}"));
        if (invitation.RevokedAt is not null)
            return invitation;
        invitation.RevokedAt = now;
        db.Record(new() { Actor = caller.Node, Kind = "invitation.revoked", Subject = invitation.Node });
        await db.SaveChangesAsync(stop);
        return invitation;
    }
}
