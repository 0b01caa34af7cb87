using System.Globalization;
using System.Net.Http.Headers;
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
        _client = new(OutwardConnection.Handler(options.WebhooksInside)) { Timeout = TimeSpan.FromSeconds(10) };
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
}
