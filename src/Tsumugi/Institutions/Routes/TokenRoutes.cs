using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Institutions.Routes;

internal static class TokenRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, TimeProvider clock, CancellationToken stop)
    {
        var tokens = await ListTokens.RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return tokens.Refused ? tokens.Refusal!.ToProblem() : TypedResults.Ok(tokens.Value);
    }

    public static async Task<IResult> Create(ICallers callers, HubDb db, TimeProvider clock, NewToken asked, CancellationToken stop)
    {
        var made = await CreateOwnToken.RunAsync(db, await callers.CurrentAsync(stop), asked, clock.GetUtcNow().UtcDateTime, stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Created($"/api/v1/tokens/{made.Value.Token.Id}", new TokenMade(made.Value.Token.ToView(), made.Value.Secret));
    }

    public static async Task<IResult> Revoke(ICallers callers, HubDb db, TimeProvider clock, string id, CancellationToken stop)
    {
        var revoked = await new RevokeToken(id).RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return revoked.Refused ? revoked.Refusal!.ToProblem() : TypedResults.NoContent();
    }
}
