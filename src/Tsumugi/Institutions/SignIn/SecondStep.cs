using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn;

/// <summary>The second step after a password: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost.</summary>
public sealed class SecondStep(UserManager<Account> accounts, SignInManager<Account> signIn, HubDb db)
{
    private const int RecoveryCodes = 10;

    /// <summary>Makes a new secret for the app; nothing is asked for until a code of it has come back.</summary>
    public async Task BeginAsync(Account account)
    {
        await accounts.ResetAuthenticatorKeyAsync(account);
        await signIn.RefreshSignInAsync(account);
    }

    /// <returns>The secret in base 32, or null when there is none.</returns>
    public Task<string?> SecretAsync(Account account) => accounts.GetAuthenticatorKeyAsync(account);

    /// <summary>What authenticator apps read from the picture.</summary>
    public static string AddressOf(Account account, string secret) =>
        $"otpauth://totp/Tsumugi:{Uri.EscapeDataString(account.Email!)}?secret={secret}&issuer=Tsumugi&digits=6";

    /// <returns>The recovery codes, told this once.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> TurnOnAsync(Account account, string code)
    {
        if (!await accounts.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, Plain(code)))
            return WrongCode;
        Record(account, "person.secondStepOn");
        await accounts.SetTwoFactorEnabledAsync(account, true);
        var codes = await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes);
        await signIn.RefreshSignInAsync(account);
        return Outcome.Of<IReadOnlyList<string>>([.. codes!]);
    }

    /// <returns>Null when it is off: whoever only holds an open session cannot turn it off.</returns>
    public async Task<Refusal?> TurnOffAsync(Account account, string code)
    {
        if (!await accounts.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, Plain(code))
            && !(await accounts.RedeemTwoFactorRecoveryCodeAsync(account, code.Trim())).Succeeded)
            return WrongCode;
        Record(account, "person.secondStepOff");
        await accounts.SetTwoFactorEnabledAsync(account, false);
        await signIn.RefreshSignInAsync(account);
        return null;
    }

    /// <summary>Whoever gave a right password in this browser is asked for a code.</summary>
    public async Task<bool> IsUnderWayAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>Signs in after the password with a code of the app or a recovery code, which then is used up.</summary>
    /// <returns>Null when signed in.</returns>
    public async Task<Refusal?> SignInAsync(string code)
    {
        if ((await signIn.TwoFactorAuthenticatorSignInAsync(Plain(code), isPersistent: true, rememberClient: false)).Succeeded)
            return null;
        return (await signIn.TwoFactorRecoveryCodeSignInAsync(code.Trim())).Succeeded ? null : WrongCode with { Status = 401 };
    }

    private void Record(Account account, string kind)
    {
        var person = NodeRef.Of("person", account.PersonId);
        db.Record(new() { Actor = person, Kind = kind, Subject = person });
    }

    // Apps show the code in groups.
    private static string Plain(string code) => code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static Refusal WrongCode { get; } = new FieldFaults()
        .Need(false, "code", new(
            "コードが違います。アプリに今表示されている 6 桁の数字か、まだ使っていない回復コードを入力してください。端末の時計がずれていないかも確かめてください。",
            "This code is not right. Enter the six digits that the app shows now, or a recovery code that you have not used yet; also look whether the clock of your phone is right."))
        .ToRefusal("wrong-code")!;
}
