using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.SignIn;

/// <summary>What every login must satisfy, whoever makes it.</summary>
internal static class LoginRules
{
    public static Task<bool> EmailTakenAsync(HubDb db, string email, CancellationToken stop)
    {
        var normal = Account.Normal(email.Trim());
        return db.Set<Account>().AnyAsync(row => row.NormalizedEmail == normal, stop);
    }

    public static Words? EmailFault(string email, bool taken)
    {
        var text = email.Trim();
        if (text.Length > 254 || !MailAddress.TryCreate(text, out var address) || address.Address != text)
            return new("メールアドレスの形になっていません。", "This does not look like an e-mail address.");
        return taken ? new("このメールアドレスは既に使われています。", "This e-mail address is taken.") : null;
    }

    /// <returns>Why a login may not lose so many of its ways to sign in: none would be left.</returns>
    public static async Task<Refusal?> AskAnotherWayAsync(HubDb db, Account account, int lost, CancellationToken stop)
    {
        var ways = (account.PasswordHash is null ? 0 : 1)
            + await db.Set<IdentityUserLogin<string>>().CountAsync(row => row.UserId == account.Id, stop)
            + await db.Set<IdentityUserPasskey<string>>().CountAsync(row => row.UserId == account.Id, stop);
        return ways > lost ? null : Refusal.Conflict(
            "only-way-in",
            new("このログインにサインインする方法がほかにありません。", "There is no other way to sign in with this login."),
            new("先にほかの方法を加えるか、運用担当者にパスワードを作ってもらってください。", "Add another way first, or ask an operator for a password."));
    }

    public static Refusal NoSuchLogin(string personId) =>
        Gate.NoSuch(new($"{personId} のそのサインイン方法", $"that login of {personId}"));

    /// <param name="password">None means that the hub makes one up.</param>
    public static Words? PasswordFault(string? password) => string.IsNullOrEmpty(password) ? null : Passwords.Check(password);
}
