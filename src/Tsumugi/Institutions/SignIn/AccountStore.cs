using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Keeps the secret of an authenticator app encrypted and recovery codes hashed: whoever reads a copy of the records cannot use either.</summary>
internal sealed class AccountStore(HubDb db, IDataProtectionProvider keys, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<Account, HubDb, string>(db, describer)
{
    private readonly IDataProtector _secrets = keys.CreateProtector("authenticator");

    public override Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, _secrets.Protect(key), cancellationToken);

    /// <returns>Null also when the hub's keys were lost: an operator then takes the second step away.</returns>
    public override async Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken)
    {
        if (await base.GetAuthenticatorKeyAsync(user, cancellationToken) is not { } kept)
            return null;
        try
        {
            return _secrets.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Hash), cancellationToken);

    public override Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, Hash(code), cancellationToken);

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
