using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Talent.Badges;

/// <summary>What everybody may see of a certificate.</summary>
/// <param name="Credential">What was signed; null once it was erased.</param>
/// <param name="SignatureHolds">Whether one of the hub's present keys signed it.</param>
public sealed record ShownBadge(Badge Badge, JsonElement? Credential, bool SignatureHolds)
{
    public bool Valid => SignatureHolds && Badge.RevokedAt is null;

    /// <returns>A word of <c>States</c>.</returns>
    public string State => Badge.RevokedAt is not null ? "revoked" : SignatureHolds ? "verified" : "broken";
}

/// <summary>Looks a certificate up and verifies it; nobody need sign in for that.</summary>
public static class FindBadge
{
    public static async Task<Outcome<ShownBadge>> RunAsync(HubDb db, HubSigner signer, string id, CancellationToken stop)
    {
        if (await db.Set<Badge>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } badge)
            return NoSuch(id);
        if (badge.Token?.Split('.') is not [var header, var payload, var signature])
            return new ShownBadge(badge, null, false);
        var kid = Part(header).GetProperty("kid").GetString()!;
        return new ShownBadge(badge, Part(payload), signer.Verify($"{header}.{payload}", new(kid, signature)));
    }

    public static Task<List<Badge>> RevokedAsync(HubDb db, CancellationToken stop) => db.Set<Badge>().AsNoTracking().Where(row => row.RevokedAt != null).OrderBy(row => row.RevokedAt).ToListAsync(stop);

    internal static Refusal NoSuch(string id) => Gate.NoSuch(new($"修了証 {id} ", $"the certificate {id}"));

    private static JsonElement Part(string text) => JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(text));
}
