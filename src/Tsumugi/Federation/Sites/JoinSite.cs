using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Sites;

/// <summary>A site shows its code once, and the key that it will sign with. The code is all that lets it in, so every failure says the same.</summary>
public static class JoinSite
{
    public static async Task<Outcome<JoinAnswer>> RunAsync(HubDb db, HubSigner signer, JoinRequest request, DateTime now, CancellationToken stop)
    {
        var hash = EnrolSite.HashOf(request.Code ?? "");
        var site = await db.Set<FederationSite>().FirstOrDefaultAsync(row => row.CodeHash == hash, stop);
        if (site is null || site.CodeUntil < now || site.RevokedAt is not null)
            return BadCode;
        if (ReadKey(request) is not { } key)
            return BadKey;
        (site.CodeHash, site.CodeUntil, site.PublicKey, site.JoinedAt) = (null, null, key, now);
        db.Record(new()
        {
            Actor = NodeRef.Of("hub", "self"),
            Kind = "participant.joined",
            Subject = site.Node,
            Facts = new Dictionary<string, object?> { ["key"] = Convert.ToHexStringLower(SHA256.HashData(key)) },
        });
        await db.SaveChangesAsync(stop);
        return new JoinAnswer(site.Id, site.InstitutionId, [.. signer.PublicKeys().Select(one => new HubKey(one.Kid, one.X, one.Y))]);
    }

    /// <returns>The key, if it is one of P-256 and signed the code with it.</returns>
    private static byte[]? ReadKey(JoinRequest request)
    {
        try
        {
            var bytes = Convert.FromBase64String(request.PublicKey);
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes, out _);
            return key.KeySize == 256 && key.VerifyData(
                Encoding.UTF8.GetBytes($"{request.Code}\n{request.PublicKey}"), System.Buffers.Text.Base64Url.DecodeFromChars(request.Proof), HashAlgorithmName.SHA256) ? bytes : null;
        }
        catch (Exception error) when (error is FormatException or CryptographicException or ArgumentNullException)
        {
            return null;
        }
    }

    private static Refusal BadCode { get; } = new(
        "bad-code", 401, new("この登録コードは使えません。", "This enrolment code cannot be used."),
        new("コードは一度だけ、24 時間以内に使えます。機関の管理者に新しいコードを発行してもらってください。", "A code works once, within 24 hours; ask the institution's steward for a new one."));

    private static Refusal BadKey { get; } = Refusal.Invalid(
        "bad-key", new("公開鍵かその証明が正しくありません。", "The public key, or the proof of it, is not right."),
        new("P-256 の鍵で、コードと公開鍵に署名してください。", "Sign code and public key with a key of P-256."));
}
