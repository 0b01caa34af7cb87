using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Takes a login away. With the last one the person's tokens go too: nobody acts on the hub who cannot sign in.</summary>
public sealed record RemoveLogin(string PersonId, string Email)
{
    public async Task<Outcome<Account>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var normal = Account.Normal(Email.Trim());
        var logins = await db.Set<Account>().Where(row => row.PersonId == PersonId).ToListAsync(stop);
        if (logins.Find(row => row.NormalizedEmail == normal) is not { } login)
            return LoginRules.NoSuchLogin(PersonId);
        if (logins.Count == 1 && PersonId == caller.PersonId)
            return OwnLast;
        db.Remove(login);
        db.Record(new() { Actor = caller.Node, Kind = "person.loginRemoved", Subject = NodeRef.Of("person", PersonId) });
        if (logins.Count == 1)
            await RevokeTokensAsync(db, caller, now, stop);
        await db.SaveChangesAsync(stop);
        return login;
    }

    private async Task RevokeTokensAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        foreach (var token in await db.Set<AccessToken>().Where(row => row.PersonId == PersonId && row.RevokedAt == null).ToListAsync(stop))
        {
            token.RevokedAt = now;
            db.Record(RevokeToken.Entry(caller, token));
        }
    }

    private static Refusal OwnLast { get; } = Refusal.Conflict(
        "own-last-login",
        new("自分の最後のサインイン方法は外せません。", "You cannot take away your own last login."),
        new("ほかの運用担当者に依頼してください。", "Ask another operator."));
}
