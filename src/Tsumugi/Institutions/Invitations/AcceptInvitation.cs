using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Invitations;

/// <summary>Makes somebody who has a record already a member of the institution that invites them.</summary>
public sealed record AcceptInvitation(string Secret)
{
    public async Task<Outcome<Admission>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (await Admission.OfAsync(db, Secret, null, now, stop) is not { } admission)
            return Admission.Closed;
        // Whoever is a member already keeps what they are, and leaves the place to others.
        if (caller.Memberships.ContainsKey(admission.InstitutionId))
            return admission;
        admission.Take(db, NodeRef.Of("person", caller.PersonId!));
        return await Admission.SaveAsync(db, stop) is { } closed ? closed : admission;
    }
}
