using System.Text;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Where programs put an access token. Pure.</summary>
public static class SentToken
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <param name="authorization">The header's value, or empty.</param>
    /// <returns>What stands where the token should be, empty when that is unreadable; null when neither scheme was used.</returns>
    public static string? Read(string authorization) =>
        authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
        : authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..].Trim())
        : null;

    // RFC 7617: the user name ends at the first colon. Who somebody is, the token alone says.
    private static string Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return "";
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : pair[(colon + 1)..];
    }
}
