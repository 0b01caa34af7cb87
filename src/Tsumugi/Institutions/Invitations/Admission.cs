using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn.Providers;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Invitations;

/// <summary>What lets somebody into an institution: an open invitation, or the provider that vouches for its people.</summary>
public sealed record Admission(string InstitutionId, InstitutionRole Role, NodeRef By, Invitation? Invitation)
{
    /// <returns>Null when nothing does.</returns>
    public static async Task<Admission?> OfAsync(HubDb db, string? secret, ExternalIdentity? identity, DateTime now, CancellationToken stop)
    {
        if (await Invitation.FindAsync(db, secret, now, stop) is { } invitation)
            return new(invitation.InstitutionId, invitation.Role, NodeRef.Of("person", invitation.InvitedBy), invitation);
        return identity?.Provider.Institution is { } home && await db.Set<Institution>().AnyAsync(row => row.Id == home, stop)
            ? new(home, InstitutionRole.Researcher, NodeRef.Of("hub", "self"), null)
            : null;
    }

    /// <summary>Makes the person a member and takes their place on the invitation; nothing is saved yet.</summary>
    public void Take(HubDb db, NodeRef person)
    {
        var membership = new Membership { PersonId = person.Id, InstitutionId = InstitutionId, Role = Role };
        db.Add(membership);
        if (Invitation is not null)
            Invitation.Left--;
        db.Record(membership.Granted(By, Invitation?.Id));
    }

    /// <returns>The refusal when somebody else took the last place in the same moment.</returns>
    public static async Task<Refusal?> SaveAsync(HubDb db, CancellationToken stop)
    {
        try
        {
            await db.SaveChangesAsync(stop);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Closed;
        }
    }

    public static Refusal Closed { get; } = new(
        "invitation-closed", 410,
        new("この招待は使えません。取り消されたか、期限が切れたか、人数に達しています。", "This invitation does not work: it is revoked, has expired, or as many people as it was for have followed it."),
        new("招待した人に新しいリンクを求めてください。", "Ask whoever invited you for a new link."));
}
