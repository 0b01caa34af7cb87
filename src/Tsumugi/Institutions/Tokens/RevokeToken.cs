using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Tokens;

/// <summary>Makes one of the caller's own tokens worthless, from this moment on.</summary>
public sealed record RevokeToken(string Id)
{
    public async Task<Outcome<AccessToken>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var token = await db.Set<AccessToken>().SingleOrDefaultAsync(row => row.Id == Id && row.PersonId == caller.PersonId, stop);
        if (token is null)
            return Gate.NoSuch(new($"トークン {Id} ", $"the token {Id}"));
        if (token.RevokedAt is not null)
            return token;
        token.RevokedAt = now;
        db.Record(Entry(caller, token));
        await db.SaveChangesAsync(stop);
        return token;
    }

    internal static ThreadEntry Entry(Caller caller, AccessToken token) => new()
    {
        Actor = caller.Node,
        Kind = "token.revoked",
        Subject = token.Node,
        Facts = new Dictionary<string, object?> { ["name"] = token.Name },
    };
}
