using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Passkeys (WebAuthn) of a login: the device vouches for the person, and no secret reaches the hub.</summary>
public sealed class Passkeys(UserManager<Account> accounts, SignInManager<Account> signIn, HubDb db)
{
    private const int MostOfLogin = 20;

    /// <returns>What the browser asks a device for, as JSON.</returns>
    public Task<string> CreationOptionsAsync(Account account) => signIn.MakePasskeyCreationOptionsAsync(
        new() { Id = account.Id, Name = account.Email!, DisplayName = account.Email! });

    /// <returns>What the browser asks any device for that knows this hub, as JSON.</returns>
    public Task<string> RequestOptionsAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    public Task<IList<UserPasskeyInfo>> OfAsync(Account account) => accounts.GetPasskeysAsync(account);

    /// <param name="credential">What the device answered, as JSON; empty when the browser knows no passkeys.</param>
    /// <returns>Null when it is kept.</returns>
    public async Task<Refusal?> AddAsync(Account account, string? credential, string? name)
    {
        var text = (name ?? "").Trim();
        var faults = new FieldFaults().Need(text.Length is > 0 and <= 60, "passkey-name", new("どの端末か分かる名前を 60 文字以内で付けてください。", "Give it a name of up to 60 characters that tells which device it is."));
        if (faults.ToRefusal("bad-passkey") is { } fault)
            return fault;
        if (string.IsNullOrEmpty(credential))
            return NoCredential;
        if ((await accounts.GetPasskeysAsync(account)).Count >= MostOfLogin)
            return TooMany;
        var attested = await signIn.PerformPasskeyAttestationAsync(credential);
        if (!attested.Succeeded || attested.UserEntity.Id != account.Id)
            return NotTaken;
        attested.Passkey.Name = text;
        Record(account, "person.passkeyAdded");
        await accounts.AddOrUpdatePasskeyAsync(account, attested.Passkey);
        return null;
    }

    /// <param name="id">The credential's identifier in base 64, as a URL writes it.</param>
    /// <returns>Null when it is gone.</returns>
    public async Task<Refusal?> RemoveAsync(Account account, string id, CancellationToken stop)
    {
        if (!Base64Url.IsValid(id) || await accounts.GetPasskeyAsync(account, Base64Url.DecodeFromChars(id)) is not { } passkey)
            return null;
        if (await LoginRules.AskAnotherWayAsync(db, account, 1, stop) is { } onlyWay)
            return onlyWay;
        Record(account, "person.passkeyRemoved");
        await accounts.RemovePasskeyAsync(account, passkey.CredentialId);
        return null;
    }

    /// <summary>A passkey is both steps in one.</summary>
    /// <returns>Null when signed in.</returns>
    public async Task<Refusal?> SignInAsync(string? credential)
    {
        if (string.IsNullOrEmpty(credential))
            return NoCredential;
        return (await signIn.PasskeySignInAsync(credential)).Succeeded ? null : NotTaken with { Status = 401 };
    }

    private void Record(Account account, string kind)
    {
        var person = NodeRef.Of("person", account.PersonId);
        db.Record(new() { Actor = person, Kind = kind, Subject = person });
    }

    private static Refusal NoCredential { get; } = Refusal.Invalid(
        "no-credential",
        new("このブラウザからパスキーが届きませんでした。", "No passkey came from this browser."),
        new("スクリプトを有効にするか、パスキーに対応したブラウザをお使いください。", "Turn scripts on, or use a browser that knows passkeys."));

    private static Refusal NotTaken { get; } = Refusal.Invalid(
        "passkey-not-taken",
        new("このパスキーは確かめられませんでした。", "This passkey could not be verified."),
        new("ページを開き直して、もう一度お試しください。", "Open the page again and try once more."));

    private static Refusal TooMany { get; } = Refusal.Conflict(
        "too-many-passkeys",
        new($"パスキーは一つのログインに {MostOfLogin} 個までです。", $"A login may have {MostOfLogin} passkeys."),
        new("使わないものを外してください。", "Take away those that you do not use."));
}
