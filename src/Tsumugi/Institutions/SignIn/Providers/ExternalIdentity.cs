using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>Whom a provider says the browser belongs to, before the hub knows which login that is.</summary>
/// <param name="Subject">The provider's own identifier, which never changes hands; a login is found by it, never by an address.</param>
/// <param name="Orcid">When the provider vouches for it.</param>
public sealed record ExternalIdentity(OidcProvider Provider, string Subject, string? Name, string? Email, string? Orcid)
{
    /// <summary>The property of a sign-in under way that names its provider.</summary>
    internal const string ProviderProperty = "provider";

    /// <returns>Null when nobody has just come back from a provider.</returns>
    public static async Task<ExternalIdentity?> PendingAsync(HttpContext http, HubOptions hub)
    {
        var result = await http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (result.Principal is not { } principal
            || hub.Providers.FirstOrDefault(one => result.Properties!.Items.TryGetValue(ProviderProperty, out var name) && one.Name == name) is not { } provider
            || principal.FindFirst("sub")?.Value is not { Length: > 0 } subject)
            return null;
        string? Claim(string name) => principal.FindFirst(name)?.Value is { Length: > 0 } value ? value : null;
        var name = Claim("name") ?? string.Join(' ', ((string?[])[Claim("given_name"), Claim("family_name")]).OfType<string>());
        return new(provider, subject, name is "" ? null : name, Claim("email"), OrcidOf(provider, subject, Claim("orcid")));
    }

    public static Task ForgetAsync(HttpContext http) => http.SignOutAsync(IdentityConstants.ExternalScheme);

    /// <returns>The login to which this identity belongs, or null.</returns>
    public Task<Account?> FindAccountAsync(HubDb db, CancellationToken stop) =>
        (from login in db.Set<IdentityUserLogin<string>>()
         join account in db.Set<Account>() on login.UserId equals account.Id
         where login.LoginProvider == Provider.Name && login.ProviderKey == Subject
         select account).SingleOrDefaultAsync(stop);

    public IdentityUserLogin<string> For(Account account) =>
        new() { LoginProvider = Provider.Name, ProviderKey = Subject, ProviderDisplayName = Email ?? Orcid ?? Name, UserId = account.Id };

    // ORCID itself has the identifier as its subject; others send it in a claim, some as an address.
    private static string? OrcidOf(OidcProvider provider, string subject, string? claim)
    {
        var text = provider.Authority.Host is "orcid.org" or "sandbox.orcid.org" ? subject : claim?.Split('/')[^1];
        return text is not null && CheckDigits.IsOrcid(text) ? text : null;
    }
}
