using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Tokens;

/// <summary>The caller's own tokens, newest first; of the revoked ones those of the last 90 days.</summary>
public static class ListTokens
{
    public static async Task<Outcome<List<TokenView>>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var since = now.AddDays(-90);
        var rows = await db.Set<AccessToken>().AsNoTracking()
            .Where(row => row.PersonId == caller.PersonId && (row.RevokedAt == null || row.RevokedAt > since))
            .OrderByDescending(row => row.CreatedAt)
            .ToListAsync(stop);
        return rows.ConvertAll(row => row.ToView());
    }
}
