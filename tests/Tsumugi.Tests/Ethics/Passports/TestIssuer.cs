using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Tests.Ethics.Passports;

/// <summary>An issuer of visas with keys of its own; it also writes what no honest issuer would.</summary>
public sealed class TestIssuer(string issuer = "https://broker.example.org") : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Issuer { get; } = issuer;

    /// <summary>Keys <c>rsa</c> and <c>ec</c>, as the issuer publishes them.</summary>
    public string Keys => new JsonObject { ["keys"] = new JsonArray(RsaKey("rsa"), EcKey("ec")) }.ToJsonString();

    public string OnlyEc => new JsonObject { ["keys"] = new JsonArray(EcKey("ec")) }.ToJsonString();

    /// <summary>A visa as it should be; what is given replaces members, null takes them away.</summary>
    public string Visa(string subject, string type, string value, JsonObject? visa = null, JsonObject? claims = null, JsonObject? header = null, string kid = "rsa")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var said = Changed(new() { ["type"] = type, ["asserted"] = now - 100, ["value"] = value, ["source"] = "https://institute.example.org", ["by"] = "dac" }, visa);
        return Token(
            Changed(new() { ["iss"] = Issuer, ["sub"] = subject, ["iat"] = now - 10, ["exp"] = now + 3600, ["jti"] = Guid.NewGuid().ToString(), ["ga4gh_visa_v1"] = said }, claims),
            Changed(new() { ["typ"] = "vnd.ga4gh.visa+jwt", ["alg"] = kid == "ec" ? "ES256" : "RS256", ["kid"] = kid, ["jku"] = "http://127.0.0.1:9/keys" }, header), kid);
    }

    public string Passport(string subject, params IEnumerable<string> visas)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return Token(
            new() { ["iss"] = Issuer, ["sub"] = subject, ["iat"] = now, ["exp"] = now + 600, ["jti"] = Guid.NewGuid().ToString(), ["ga4gh_passport_v1"] = new JsonArray([.. visas.Select(visa => (JsonNode)visa)]) },
            new() { ["typ"] = "vnd.ga4gh.passport+jwt", ["alg"] = "RS256", ["kid"] = "rsa" }, "rsa");
    }

    /// <param name="kid"><c>rsa</c>, <c>ec</c>, <c>hmac</c> (the published key's text as the secret) or <c>none</c>.</param>
    public string Token(JsonObject claims, JsonObject header, string kid)
    {
        var unsigned = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(unsigned);
        return $"{unsigned}." + kid switch
        {
            "ec" => Base64Url.EncodeToString(_ec.SignData(bytes, HashAlgorithmName.SHA256)),
            "hmac" => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), bytes)),
            "none" => "",
            _ => Base64Url.EncodeToString(_rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        };
    }

    public JsonObject RsaKey(string kid)
    {
        var key = _rsa.ExportParameters(false);
        return new() { ["kty"] = "RSA", ["kid"] = kid, ["use"] = "sig", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };
    }

    public JsonObject EcKey(string kid)
    {
        var point = _ec.ExportParameters(false).Q;
        return new() { ["kty"] = "EC", ["kid"] = kid, ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    private static JsonObject Changed(JsonObject members, JsonObject? changes)
    {
        foreach (var (name, value) in changes ?? [])
        {
            if (value is null)
                members.Remove(name);
            else
                members[name] = value.DeepClone();
        }

        return members;
    }

    private static string Part(JsonObject members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members));
}
