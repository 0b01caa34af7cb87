using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Federation.Sites;
using Tsumugi.Federating.Protocol;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Federation.Wire;

/// <param name="Site">Who asks.</param>
/// <param name="Body">What was sent, as it was signed.</param>
public sealed record SiteCall(FederationSite Site, byte[] Body)
{
    public Outcome<T> Read<T>()
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web) is { } read)
                return read;
        }
        catch (JsonException)
        {
            // Said below.
        }

        return Refusal.Invalid("bad-body", new("本文を読めません。", "The body cannot be read."), new("拠点のプログラムをハブと同じ版にしてください。", "Use a site program of the hub's version."));
    }
}

/// <param name="Bytes">As they come.</param>
/// <param name="Sha256">What the site signed of them, lower-case hexadecimal.</param>
public sealed record SignedBody(FederationSite Site, Stream Bytes, string Sha256);

/// <summary>Lets in what a site signed, once and in time. It is the gate of sites, as tokens are that of people.</summary>
public sealed class SignedSites(HubDb db, TimeProvider clock)
{
    private const int MostBody = 16 << 20;

    /// <summary>Reads the body, and lets it in if it is what was signed.</summary>
    public async Task<Outcome<SiteCall>> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        var admitted = await AdmitAsync(request, stop);
        if (admitted.Refused)
            return admitted.Refusal!;
        if (await BodyAsync(request, stop) is not { } body)
            return Refusal.Invalid("too-large", new("一度に送れる大きさを超えています。", "That is more than may be sent at once."), new("小さく分けて送ってください。", "Send it in smaller pieces."));
        if (SignedRequest.HashOf(body) != admitted.Value.Body)
            return Unknown("bad-signature");
        return await TakeAsync(admitted.Value, stop) ? new SiteCall(admitted.Value.Site, body) : Replayed;
    }

    /// <summary>Lets a request in whose body is too long for the memory: whoever reads it must see that its hash is the one that was signed.</summary>
    public async Task<Outcome<SignedBody>> ReadHeadersAsync(HttpRequest request, CancellationToken stop)
    {
        var admitted = await AdmitAsync(request, stop);
        if (admitted.Refused)
            return admitted.Refusal!;
        return await TakeAsync(admitted.Value, stop) ? new SignedBody(admitted.Value.Site, request.Body, admitted.Value.Body) : Replayed;
    }

    private async Task<Outcome<Admitted>> AdmitAsync(HttpRequest request, CancellationToken stop)
    {
        var headers = request.Headers;
        var now = clock.GetUtcNow();
        if (headers[SignedRequest.SiteHeader].ToString() is not { Length: > 0 } id || !long.TryParse(headers[SignedRequest.TimeHeader], CultureInfo.InvariantCulture, out var seconds)
            || headers[SignedRequest.NonceHeader].ToString() is not { Length: >= 16 and <= 64 } nonce || headers[SignedRequest.BodyHeader].ToString() is not { Length: 64 } body)
            return Unknown("unsigned");
        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > SignedRequest.Window.TotalSeconds)
            return OutOfTime;
        if (await db.FindAsync<FederationSite>([id], stop) is not { PublicKey: { } publicKey, RevokedAt: null } site)
            return Unknown("unknown-site");
        var signed = new SignedRequest(id, request.Method, request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget, seconds, nonce, body);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return signed.Verify(key, headers[SignedRequest.SignatureHeader].ToString()) ? new Admitted(site, nonce, body, now.UtcDateTime) : Unknown("bad-signature");
    }

    /// <returns>False when the same was asked before.</returns>
    private async Task<bool> TakeAsync(Admitted admitted, CancellationToken stop)
    {
        var (site, nonce, _, now) = admitted;

        // Old ones are swept out by every hundredth request of a site or so, not by each.
        if (RandomNumberGenerator.GetInt32(100) == 0)
        {
            var old = now - 2 * SignedRequest.Window;
            await db.Set<NonceRow>().Where(row => row.At < old).ExecuteDeleteAsync(stop);
        }

        if (await db.Set<NonceRow>().AnyAsync(row => row.SiteId == site.Id && row.Nonce == nonce, stop))
            return false;
        db.Add(new NonceRow(site.Id, nonce, now));
        site.SeenAt = now;
        try
        {
            await db.SaveChangesAsync(stop);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // Two of the same at once: the first is taken.
        }
    }

    private static async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > MostBody)
            return null;
        using var body = new MemoryStream();
        var piece = new byte[1 << 16];
        for (int read; (read = await request.Body.ReadAsync(piece, stop)) > 0;)
        {
            if (body.Length + read > MostBody)
                return null;
            body.Write(piece, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>A request whose headers are signed.</summary>
    private sealed record Admitted(FederationSite Site, string Nonce, string Body, DateTime Now);

    public static Refusal NotWhatWasSigned { get; } = Unknown("bad-signature");

    private static Refusal Unknown(string code) => new(
        code, 401, new("拠点の署名を確かめられません。", "The site's signature cannot be verified."),
        new("拠点が登録済みで、無効にされていないか確かめてください。必要なら登録し直してください。", "Check that the site has joined and was not revoked; let it join again if need be."));

    private static Refusal OutOfTime { get; } = new(
        "out-of-time", 401, new("リクエストの時刻がハブの時計と離れすぎています。", "The request's time is too far from the hub's clock."),
        new("拠点の時計を合わせてください（許される差は 2 分）。", "Set the site's clock; it may differ by two minutes."));

    private static Refusal Replayed { get; } = new(
        "replayed", 401, new("このリクエストは既に一度受け付けました。", "This request was taken once before."),
        new("拠点のプログラムに新しいリクエストを作らせてください。", "Let the site's program make a new request."));
}
