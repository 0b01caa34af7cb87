using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Changes the password of the login that is signed in; every other session of it ends.</summary>
public sealed class ChangePassword(UserManager<Account> accounts, SignInManager<Account> signIn, HubOptions hub)
{
    /// <returns>Null when changed.</returns>
    public async Task<Refusal?> RunAsync(Account account, string current, string next, string again)
    {
        if (Check(current, next, again) is { } refusal)
            return refusal;
        var result = await accounts.ChangePasswordAsync(account, current, next);
        if (!result.Succeeded)
            return WrongPassword;
        await signIn.RefreshSignInAsync(account);
        if (account.Email == FirstStart.Email)
            FirstStart.ForgetNote(hub);
        return null;
    }

    public static Refusal? Check(string current, string next, string again) => new FieldFaults()
        .Need(current.Length > 0, "current", new("今のパスワードを入力してください。", "Enter the current password."))
        .Refuse("next", Passwords.Check(next))
        .Need(next != current, "next", new("今と違うパスワードにしてください。", "Choose one that differs from the current one."))
        .Need(next == again, "again", new("新しいパスワードと一致しません。", "This differs from the new password."))
        .ToRefusal("bad-password");

    private static Refusal WrongPassword { get; } = new FieldFaults()
        .Need(false, "current", new("今のパスワードが違います。", "The current password is wrong."))
        .ToRefusal("bad-password")!;
}
