using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;

namespace Tsumugi.Institutions.Notices;

/// <summary>A notice as a signed request to somebody's own program, as <see href="https://www.standardwebhooks.com"/> has it.</summary>
public sealed class NoticeWebhook : IDisposable
{
    private readonly HubAddress _address;
    private readonly IDataProtector _secrets;
    private readonly HttpClient _client;

    public NoticeWebhook(HubOptions options, HubAddress address, IDataProtectionProvider keys)
    {
        (_address, _secrets) = (address, keys.CreateProtector("notice-webhook"));
        // Not followed elsewhere, and asked where it leads at the moment of connecting: a name may point inwards later.
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, options.WebhooksInside, stop),
        })
        { Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <returns>A new secret as its owner keeps it, and as the hub does.</returns>
    public (string Secret, string Protected) NewSecret()
    {
        var secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}";
        return (secret, _secrets.Protect(secret));
    }

    /// <returns>Why it did not arrive; null when it did, or nothing listens any more.</returns>
    public async Task<string?> SendAsync(HubDb db, Notice notice, CancellationToken stop)
    {
        var wishes = await db.Set<NoticeWishes>().AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == notice.PersonId, stop);
        if (wishes is not { Webhook: { } target, ProtectedSecret: { } secret })
            return null;
        try
        {
            using var request = Write(notice, new(target), _secrets.Unprotect(secret), DateTimeOffset.UtcNow);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return answer.IsSuccessStatusCode ? null : $"HTTP {(int)answer.StatusCode}";
        }
        catch (Exception error) when (error is HttpRequestException or CryptographicException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return error is HttpRequestException { InnerException: InsideException } ? nameof(InsideException) : error.GetType().Name;
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Write(Notice notice, Uri target, string secret, DateTimeOffset now)
    {
        var body = JsonSerializer.Serialize(
            new { type = notice.Kind, timestamp = notice.At, data = new { record = notice.Record, titleJa = notice.TitleJa, titleEn = notice.TitleEn, href = new Uri(_address.Value, notice.Href.TrimStart('/')) } },
            JsonSerializerOptions.Web);
        var (id, time) = ($"notice-{notice.Id}", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var signature = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", time);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(signature)}");
        return request;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, bool inside, CancellationToken stop)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, stop);
        if (!inside && Array.Exists(addresses, IsInside))
            throw new InsideException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Loopback, link-local, private and carrier-grade addresses (RFC 1918, 4193, 6598), which only the hub's own network reaches.</summary>
    private static bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any))
            return true;
        return plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [var first, var second, ..]
            && (first is 10 or 0 || (first == 172 && second is >= 16 and < 32) || (first, second) is (192, 168) or (169, 254) || (first == 100 && second is >= 64 and < 128));
    }

    private sealed class InsideException() : IOException("The address leads into the hub's own network.");
}
