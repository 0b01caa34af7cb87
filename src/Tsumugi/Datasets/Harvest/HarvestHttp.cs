using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Tsumugi.Datasets.Harvest.Forms;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Ui;

namespace Tsumugi.Datasets.Harvest;

/// <summary>Asks catalogues elsewhere: a bounded answer, no way into the hub's own network, and the token goes to nobody but the source.</summary>
public sealed class HarvestHttp(HubOptions options, HubAddress hub, IDataProtectionProvider keys) : IDisposable
{
    /// <summary>Of one page.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostRedirects = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new(OutwardConnection.Handler(options.HarvestInside)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly IDataProtector _secrets = keys.CreateProtector("harvest");

    public string Protect(string secret) => _secrets.Protect(secret);

    /// <param name="tag">An entity tag: what still has it is not sent again.</param>
    /// <returns>No bytes where nothing changed.</returns>
    /// <exception cref="HarvestException">When there is no answer that can be used.</exception>
    internal async Task<HarvestAnswer> GetAsync(HarvestSource source, Uri address, string accept, string? tag, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var (at, secret, home) = (address, Secret(source), new Uri(source.Url));
            for (var redirects = 0; ; redirects++)
            {
                using var request = Request(at, accept, SameOrigin(at, home) ? secret : null, tag);
                using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (answer.StatusCode == HttpStatusCode.NotModified)
                    return new(at, [], null, Unchanged: true);
                if (answer.Headers.Location is { } location && (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308)
                {
                    at = Follow(at, location, redirects);
                    continue;
                }

                if (!answer.IsSuccessStatusCode)
                    throw Refused(at, answer);
                return new(at, await ReadAsync(answer, at, patience.Token), answer.Headers.ETag?.ToString(), Unchanged: false);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HarvestException(new($"{address.Host} は {Patience.TotalMinutes} 分以内に答えませんでした。", $"{address.Host} did not answer within {Patience.TotalMinutes} minutes."));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new HarvestException(error is InsideException || error.InnerException is InsideException
                ? new($"{address.Host} はハブの内側のネットワークにつながるため、読みません。内側のカタログを読むときは TSUMUGI_HARVEST_INSIDE=true で起動してください。", $"{address.Host} leads into the hub's own network and is not read. To harvest a catalogue in there, start the hub with TSUMUGI_HARVEST_INSIDE=true.")
                : new($"{address.Host} につながりません（{error.Message}）。", $"{address.Host} cannot be reached ({error.Message})."));
        }
    }

    public void Dispose() => _client.Dispose();

    private string? Secret(HarvestSource source)
    {
        try
        {
            return source.ProtectedSecret is { } text ? _secrets.Unprotect(text) : null;
        }
        catch (CryptographicException)
        {
            throw new HarvestException(new("トークンを復号できません（ハブの鍵が変わりました）。トークンを入れ直してください。", "The token cannot be decrypted, as the hub's keys are others now; enter it again."));
        }
    }

    private HttpRequestMessage Request(Uri at, string accept, string? secret, string? tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, at);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.TryAddWithoutValidation("User-Agent", $"Tsumugi/{HubVersion.Text} (+{hub.Value})");
        if (secret is not null)
            request.Headers.Authorization = new("Bearer", secret);
        if (tag is not null && EntityTagHeaderValue.TryParse(tag, out var known))
            request.Headers.IfNoneMatch.Add(known);
        return request;
    }

    private static Uri Follow(Uri at, Uri location, int redirects)
    {
        var next = new Uri(at, location);
        if (redirects == MostRedirects)
            throw new HarvestException(new($"転送が {MostRedirects} 回を超えました（{at}）。", $"It redirects more than {MostRedirects} times ({at})."));
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || at.Scheme == Uri.UriSchemeHttps))
            throw new HarvestException(new($"{at} は {next} へ転送しますが、暗号化されない接続へは移りません。", $"{at} redirects to {next}, which is not encrypted; that is not followed."));
        return next;
    }

    private static HarvestException Refused(Uri at, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        return new(status is 401 or 403
            ? new($"{at.Host} が HTTP {status} を返しました。トークンが必要か、期限が切れています。", $"{at.Host} answered HTTP {status}: it wants a token, or the one it got has ended.")
            : new($"{at} が HTTP {status} を返しました。", $"{at} answered HTTP {status}."))
        { RetryAfter = RetryAfter.Of(answer) };
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, Uri at, CancellationToken stop)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(stop);
        using var kept = new MemoryStream();
        var block = new byte[1 << 16];
        while (await body.ReadAsync(block, stop) is > 0 and var read)
        {
            if (kept.Length + read > MostBytes)
                throw new HarvestException(new($"{at} の 1 ページが {MostBytes >> 20} MiB を超えます。もっと小さいページで返すようにしてください。", $"One page of {at} is larger than {MostBytes >> 20} MiB; let it answer in smaller ones."));
            kept.Write(block, 0, read);
        }

        return kept.ToArray();
    }

    internal static bool SameOrigin(Uri one, Uri other) => one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);
}

/// <param name="At">Where it came from in the end.</param>
internal sealed record HarvestAnswer(Uri At, byte[] Body, string? Tag, bool Unchanged);
