using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Sign-in: who the token is of, and of which institutions.</summary>
internal static class WhoAmI
{
    public static async Task<IResult> RunAsync(WireContext wire)
    {
        var caller = await wire.CallerAsync();
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var token = await wire.Db.Set<AccessToken>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == caller.TokenId, wire.Stop);
        var ids = caller.Memberships.Keys.ToList();
        var institutions = await wire.Db.Set<Institution>().AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(wire.Stop);
        return TypedResults.Json(new
        {
            id = caller.PersonId,
            type = "user",
            name = caller.PersonId,
            fullname = caller.Name,
            email = (string?)null,
            emailVerified = false,
            isPro = false,
            canPay = false,
            avatarUrl = "",
            periodEnd = (long?)null,
            orgs = institutions.Select(row => new
            {
                id = row.Id,
                type = "org",
                name = row.Id,
                fullname = row.NameEn,
                email = (string?)null,
                canPay = false,
                avatarUrl = "",
                periodEnd = (long?)null,
                roleInOrg = caller.MayWrite ? "write" : "read",
            }),
            auth = new
            {
                type = "access_token",
                accessToken = token is null ? null : new { displayName = token.Name, role = RoleOf(token.Scope), createdAt = token.CreatedAt },
                expiresAt = token?.ExpiresAt,
            },
        });
    }

    private static string RoleOf(TokenScope scope) => scope switch
    {
        TokenScope.Write => "write",
        TokenScope.FineGrained => "fineGrained",
        _ => "read",
    };
}
