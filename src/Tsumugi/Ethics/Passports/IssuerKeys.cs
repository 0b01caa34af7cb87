using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Passports;

/// <summary>Public keys of an issuer as it publishes them (RFC 7517), given to the hub by its operator: never fetched.</summary>
public static class IssuerKeys
{
    private const int MostText = 64 << 10;
    private const int MostKeys = 20;
    private const int FewestBits = 2048;

    /// <returns>The keys by their ids, or what is wrong with them.</returns>
    public static (IReadOnlyDictionary<string, JsonWebKey> Keys, Words? Fault) Read(string? text)
    {
        var none = new Dictionary<string, JsonWebKey>();
        if (string.IsNullOrWhiteSpace(text) || text.Length > MostText)
            return (none, new("発行元の公開鍵を JWKS（64 KiB まで）で書いてください。", "Give the issuer's public keys as a JWKS of at most 64 KiB."));
        JsonWebKeySet set;
        try
        {
            set = new(text);
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            return (none, new("JWKS として読めません。", "It cannot be read as a JWKS."));
        }

        if (set.Keys.Count is 0 or > MostKeys)
            return (none, new($"鍵は 1 個以上 {MostKeys} 個以下にしてください。", $"Give between 1 and {MostKeys} keys."));
        foreach (var key in set.Keys)
        {
            if (Fault(key) is { } fault)
                return (none, fault);
        }

        return set.Keys.DistinctBy(key => key.Kid).Count() == set.Keys.Count
            ? (set.Keys.ToDictionary(key => key.Kid, StringComparer.Ordinal), null)
            : (none, new("同じ kid の鍵が二つあります。", "Two keys have the same kid."));
    }

    private static Words? Fault(JsonWebKey key) =>
        string.IsNullOrEmpty(key.Kid) ? new("kid のない鍵があります。", "A key has no kid.")
        : key.HasPrivateKey ? new($"鍵 {key.Kid} に秘密鍵が含まれています。公開鍵だけを書いてください。", $"The key {key.Kid} holds its private half; give public keys alone.")
        : key.Kty switch
        {
            "RSA" when key.KeySize >= FewestBits => null,
            "RSA" => new($"鍵 {key.Kid} は {FewestBits} ビット以上にしてください。", $"The key {key.Kid} must have at least {FewestBits} bits."),
            "EC" when key.Crv == "P-256" => null,
            _ => new($"鍵 {key.Kid} は RSA か EC（P-256）にしてください。", $"The key {key.Kid} must be RSA, or EC on P-256."),
        };
}
