using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Invitations;

/// <summary>The invitations of an institution that can still be followed, for its stewards; newest first.</summary>
public sealed record ListInvitations(string InstitutionId)
{
    public async Task<Outcome<List<Invitation>>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop) =>
        Gate.AskSteward(caller, InstitutionId) is { } refusal
            ? refusal
            : await db.Set<Invitation>().AsNoTracking()
                .Where(row => row.InstitutionId == InstitutionId && row.RevokedAt == null && row.Left > 0 && row.ExpiresAt > now)
                .OrderByDescending(row => row.CreatedAt).ToListAsync(stop);
}
