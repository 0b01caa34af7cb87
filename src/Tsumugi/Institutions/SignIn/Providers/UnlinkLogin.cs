using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>Takes the tie between a login of one's own and a provider away, unless nobody could sign in with that login any more.</summary>
public sealed record UnlinkLogin(string Provider)
{
    /// <returns>Null when it is gone.</returns>
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, Account account, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var links = await db.Set<IdentityUserLogin<string>>().Where(row => row.UserId == account.Id).ToListAsync(stop);
        if (!links.Exists(row => row.LoginProvider == Provider))
            return null;
        if (account.PasswordHash is null && links.TrueForAll(row => row.LoginProvider == Provider)
            && !await db.Set<IdentityUserPasskey<string>>().AnyAsync(row => row.UserId == account.Id, stop))
            return OnlyWay;
        db.RemoveRange(links.Where(row => row.LoginProvider == Provider));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "person.loginUnlinked",
            Subject = NodeRef.Of("person", caller.PersonId!),
            Facts = new Dictionary<string, object?> { ["provider"] = Provider },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static Refusal OnlyWay { get; } = Refusal.Conflict(
        "only-way-in",
        new("このログインにサインインする方法がほかにありません。", "There is no other way to sign in with this login."),
        new("先にパスキーを加えるか、運用担当者にパスワードを作ってもらってください。", "Add a passkey first, or ask an operator for a password."));
}
