using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Tsumugi.Compute.Sites;

/// <summary>Encrypts the credentials of sites with the hub's own keys, so that the records alone give none away.</summary>
public sealed class SiteSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Tsumugi.Compute.Site");

    public string Protect(string secret) => _protector.Protect(secret);

    /// <returns>Null when there is none, or the hub's keys are not those that it was encrypted with.</returns>
    public string? Reveal(Site site)
    {
        try
        {
            return site.ProtectedSecret is { } text ? _protector.Unprotect(text) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>When a JSON Web Token ends: its claim <c>exp</c> (RFC 7519, section 4.1.4).</summary>
    /// <returns>Null when the text is no such token, or says nothing.</returns>
    public static DateTime? EndOf(string secret)
    {
        try
        {
            var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(secret.Split('.') is [_, var middle, _] ? middle : "")).RootElement;
            return claims.TryGetProperty("exp", out var end) ? DateTimeOffset.FromUnixTimeSeconds(end.GetInt64()).UtcDateTime : null;
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
