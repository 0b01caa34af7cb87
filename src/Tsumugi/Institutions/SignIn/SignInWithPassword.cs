using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Signs a browser in with e-mail address and password.</summary>
public sealed class SignInWithPassword(UserManager<Account> accounts, SignInManager<Account> signIn)
{
    /// <summary>Failures in a row after which an account closes for a while.</summary>
    public const int Attempts = 8;

    public static readonly TimeSpan ClosedFor = TimeSpan.FromMinutes(15);

    /// <returns>What is missing, all of it at once, or null.</returns>
    public static Refusal? Check(string? email, string? password) => new FieldFaults()
        .Need(!string.IsNullOrWhiteSpace(email), "email", new("メールアドレスを入力してください。", "Enter your e-mail address."))
        .Need(!string.IsNullOrEmpty(password), "password", new("パスワードを入力してください。", "Enter your password."))
        .ToRefusal();

    /// <returns>True when signed in: the cookie is on the response. False when the second step is still to come.</returns>
    public async Task<Outcome<bool>> RunAsync(string email, string password)
    {
        var account = await accounts.FindByEmailAsync(email.Trim());
        if (account?.PasswordHash is null)
        {
            Passwords.CheckNobody(password);
            return Refused;
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: true, lockoutOnFailure: true);
        return result.Succeeded || result.RequiresTwoFactor ? result.Succeeded : Refused;
    }

    // The same words for an unknown address, a wrong password and a closed account: they must not tell who has one.
    private static Refusal Refused { get; } = new(
        "sign-in-refused", 401,
        new("メールアドレスかパスワードが違うか、失敗が続いたため一時的に閉じています。",
            "The e-mail address or password is wrong, or the account is closed for a while after repeated failures."),
        new($"もう一度確かめてください。続けて {Attempts} 回失敗すると {ClosedFor.TotalMinutes:0} 分間サインインできません。",
            $"Check both. After {Attempts} failures in a row nobody can sign in to the account for {ClosedFor.TotalMinutes:0} minutes."));
}
