using System.Text.Json;
using Tsumugi.Hub;

namespace Tsumugi.Ethics.Passports;

/// <summary>What somebody presents: the JWT of a passport, the answer of a broker's userinfo endpoint, or visas one after another.</summary>
public static class PassportText
{
    public const string Name = "ga4gh_passport_v1";

    /// <summary>Characters of a whole passport.</summary>
    public const int MostText = 256 << 10;

    private const int MostVisas = 50;

    /// <returns>The tokens of the visas. Each is checked for itself; a passport's own signature besides, where it has one.</returns>
    public static async Task<Outcome<IReadOnlyList<string>>> VisasAsync(string? text, CheckVisa check)
    {
        if (string.IsNullOrWhiteSpace(text))
            return VisaFaults.Nothing;
        if (text.Length > MostText)
            return VisaFaults.TooLarge;
        var found = text.TrimStart().StartsWith('{') ? OfUserInfo(text) : await OfTokensAsync(text, check);
        return found.Refused ? found : found.Value.Count switch
        {
            0 => VisaFaults.Nothing,
            > MostVisas => VisaFaults.TooLarge,
            _ => found,
        };
    }

    /// <returns>Null when there is no list of texts.</returns>
    public static IReadOnlyList<string>? Visas(JsonElement payload) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(Name, out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(one => one.GetString()!)]
            : null;

    private static Outcome<IReadOnlyList<string>> OfUserInfo(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return Visas(parsed.RootElement) is { } visas ? Outcome.Of(visas) : VisaFaults.Claim(Name);
        }
        catch (JsonException)
        {
            return VisaFaults.Unreadable;
        }
    }

    private static async Task<Outcome<IReadOnlyList<string>>> OfTokensAsync(string text, CheckVisa check)
    {
        var tokens = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return tokens is [var only] && IsPassport(only) ? await check.PassportAsync(only) : Outcome.Of<IReadOnlyList<string>>(tokens);
    }

    private static bool IsPassport(string token)
    {
        try
        {
            return new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token).TryGetPayloadValue<JsonElement>(Name, out _);
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            return false;
        }
    }
}
