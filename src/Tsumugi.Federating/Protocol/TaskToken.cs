using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Protocol;

/// <summary>Reads what the hub asks, and takes nothing that the hub did not sign for this site and this time.</summary>
public static class TaskToken
{
    public const string Type = "tsumugi-task+jwt";

    /// <param name="keys">The hub's keys that the site trusts.</param>
    /// <exception cref="ForgedTaskException">Another signed it, or it was signed for another site or time.</exception>
    public static SiteTask Read(string token, IReadOnlyList<HubKey> keys, string site, DateTimeOffset now)
    {
        if (token.Split('.') is not [var head, var body, var signature])
            throw new ForgedTaskException("it is no signed token");
        try
        {
            var header = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(head));
            if (Text(header, "typ") != Type || Text(header, "alg") != "ES256")
                throw new ForgedTaskException("it is of another kind than a task");
            var key = keys.FirstOrDefault(known => known.Kid == Text(header, "kid"))
                ?? throw new ForgedTaskException("it is signed with a key that this site does not trust; if the hub has a new key, run 'tsumugi site trust'");
            using var signer = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Base64Url.DecodeFromChars(key.X), Y = Base64Url.DecodeFromChars(key.Y) } });
            if (!signer.VerifyData(Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256))
                throw new ForgedTaskException("its signature is not the hub's");
            var claims = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(body));
            if (Text(claims, "aud") != site)
                throw new ForgedTaskException("it is meant for another site");
            if (DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) < now)
                throw new ForgedTaskException("its time is over");
            return claims.GetProperty("task").Deserialize<SiteTask>(JsonSerializerOptions.Web)!;
        }
        catch (Exception error) when (error is FormatException or JsonException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            throw new ForgedTaskException("it cannot be read");
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>A task that the hub did not sign for this site; nothing is done.</summary>
public sealed class ForgedTaskException(string why) : Exception($"The task was not taken: {why}.");
