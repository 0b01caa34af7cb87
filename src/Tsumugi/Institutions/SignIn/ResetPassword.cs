using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Gives a login a new password that the hub makes up, opens it again, takes its second step away and ends its sessions: for whoever lost what they sign in with.</summary>
public sealed record ResetPassword(string PersonId, string Email)
{
    public async Task<Outcome<AddedLogin>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var normal = Account.Normal(Email.Trim());
        var account = await db.Set<Account>().SingleOrDefaultAsync(row => row.NormalizedEmail == normal && row.PersonId == PersonId, stop);
        if (account is null)
            return LoginRules.NoSuchLogin(PersonId);
        var password = Passwords.Generate();
        account.PasswordHash = Passwords.Hash(account, password);
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        account.ConcurrencyStamp = Guid.NewGuid().ToString();
        (account.LockoutEnd, account.AccessFailedCount, account.TwoFactorEnabled) = (null, 0, false);
        db.Record(new() { Actor = caller.Node, Kind = "person.passwordReset", Subject = NodeRef.Of("person", PersonId) });
        await db.SaveChangesAsync(stop);
        return new AddedLogin(account, password);
    }
}
