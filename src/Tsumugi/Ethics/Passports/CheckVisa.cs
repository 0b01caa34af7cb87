using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tsumugi.Hub;

namespace Tsumugi.Ethics.Passports;

/// <summary>Checks tokens: form, algorithm, issuer, key, signature, times, audience, and what a visa must say. No address in them is ever followed.</summary>
/// <param name="issuers">Those trusted now.</param>
/// <param name="hub">This hub, as an audience names it.</param>
public sealed class CheckVisa(IReadOnlyDictionary<string, TrustedIssuer> issuers, Uri hub, DateTime now)
{
    /// <summary>Characters of one visa.</summary>
    private const int MostText = 16 << 10;

    private const int MostUrl = 255;

    private const int MostClaim = 2000;

    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private static readonly string[] Authorities = ["self", "peer", "system", "so", "dac"];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = PassportText.MostText };

    public async Task<Outcome<Visa>> VisaAsync(string token)
    {
        if (token.Length > MostText)
            return VisaFaults.TooLarge;
        var checkedToken = await TokenAsync(token, "vnd.ga4gh.visa+jwt");
        return checkedToken.Refused ? checkedToken.Refusal! : Read(checkedToken.Value);
    }

    /// <summary>A passport that is a JWT itself.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> PassportAsync(string token)
    {
        var passport = await TokenAsync(token, "vnd.ga4gh.passport+jwt");
        if (passport.Refused)
            return passport.Refusal!;
        return PassportText.Visas(Payload(passport.Value)) is { } visas ? Outcome.Of(visas) : VisaFaults.Claim(PassportText.Name);
    }

    private async Task<Outcome<JsonWebToken>> TokenAsync(string token, string kind)
    {
        JsonWebToken read;
        try
        {
            read = new(token);
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            return VisaFaults.Unreadable;
        }

        if (!Algorithms.Contains(read.Alg))
            return VisaFaults.Algorithm(read.Alg);
        if (!string.IsNullOrEmpty(read.Typ) && Kind(read.Typ) != kind && read.Typ != "JWT")
            return VisaFaults.Kind(read.Typ);
        if (!issuers.TryGetValue(read.Issuer, out var issuer))
            return VisaFaults.Issuer(read.Issuer);
        var keys = IssuerKeys.Read(issuer.Keys).Keys;
        if (string.IsNullOrEmpty(read.Kid) || !keys.TryGetValue(read.Kid, out var key) || key.Kty != (read.Alg == SecurityAlgorithms.RsaSha256 ? "RSA" : "EC"))
            return VisaFaults.Key(read.Kid);
        // Times are compared below, with a moment that a test can choose; all that is left for the library is what it does best.
        var result = await _handler.ValidateTokenAsync(read, new()
        {
            ValidAlgorithms = [read.Alg],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidIssuer = issuer.Issuer,
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireSignedTokens = true,
        });
        return !result.IsValid ? VisaFaults.Signature : Times(read) is { } fault ? fault : read;
    }

    private Refusal? Times(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<long>("exp", out _))
            return VisaFaults.Claim("exp");
        if (!token.TryGetPayloadValue<long>("iat", out _))
            return VisaFaults.Claim("iat");
        if (token.ValidTo <= now - Leeway)
            return VisaFaults.Expired(token.ValidTo);
        if (new[] { token.ValidFrom, token.IssuedAt }.Max() is var from && from > now + Leeway)
            return VisaFaults.NotYet(from);
        // Visas are for everybody whom their holder shows them; one that names whom it is for must name this hub.
        if (token.Audiences.Any() && !token.Audiences.Any(one => one.TrimEnd('/') == hub.ToString().TrimEnd('/')))
            return VisaFaults.Audience;
        return string.IsNullOrEmpty(token.Subject) || token.Subject.Length > MostUrl ? VisaFaults.Claim("sub")
            : string.IsNullOrEmpty(token.Id) || token.Id.Length > MostUrl ? VisaFaults.Claim("jti")
            : null;
    }

    private static Outcome<Visa> Read(JsonWebToken token)
    {
        if (!Payload(token).TryGetProperty("ga4gh_visa_v1", out var visa) || visa.ValueKind != JsonValueKind.Object)
            return VisaFaults.Claim("ga4gh_visa_v1");
        var (type, value, source, by) = (Text(visa, "type"), Text(visa, "value"), Text(visa, "source"), Text(visa, "by"));
        if (type is not { Length: > 0 })
            return VisaFaults.Claim("type");
        if (!VisaTypes.All.Contains(type))
            return VisaFaults.Type(type);
        if (value is not { Length: > 0 and <= MostClaim } || (VisaTypes.ValueIsUrl(type) && !IsUrl(value)))
            return VisaFaults.Claim("value");
        if (source is null || !IsUrl(source))
            return VisaFaults.Claim("source");
        if (by is null ? VisaTypes.NeedsBy(type) : !Authorities.Contains(by))
            return VisaFaults.Claim("by");
        if (!visa.TryGetProperty("asserted", out var when) || when.ValueKind != JsonValueKind.Number || !when.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799)
            return VisaFaults.Claim("asserted");
        var conditions = VisaConditions.Read(visa);
        if (conditions.Refused)
            return conditions.Refusal!;
        return new Visa(
            new(token.Issuer, token.Subject), token.Id, type, value, source, by,
            DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime, token.ValidTo, token.Kid, conditions.Value);
    }

    private static JsonElement Payload(JsonWebToken token)
    {
        using var parsed = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return parsed.RootElement.Clone();
    }

    private static string? Text(JsonElement visa, string name) =>
        visa.TryGetProperty(name, out var given) ? given.ValueKind == JsonValueKind.String ? given.GetString() : "" : null;

    private static bool IsUrl(string text) =>
        text.Length <= MostUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static string Kind(string typ) => typ.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? typ["application/".Length..] : typ;
}
