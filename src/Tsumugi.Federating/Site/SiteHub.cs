using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federating.Site;

/// <summary>A site's side of the wire: requests go out, signed with the site's key; none comes in.</summary>
/// <remarks>Every method throws <see cref="HubRefusedException"/> when the hub refuses, <see cref="HttpRequestException"/> when it cannot be reached.</remarks>
public sealed class SiteHub : IDisposable
{
    /// <summary>Over a line of 1 Mbit/s a piece takes nine minutes, and a request may take ten.</summary>
    private const long PieceBytes = 64 << 20;

    private const int PieceBuffer = 1 << 18;

    private static readonly string HashOfNothing = SignedRequest.HashOf([]);

    private readonly HttpClient _http;
    private readonly ECDsa _key;
    private readonly string _site;

    /// <param name="handler">What the bytes go through; the system's own when null.</param>
    public SiteHub(Uri hub, string site, ECDsa key, HttpMessageHandler? handler = null)
    {
        _http = new(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = hub, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        (_key, _site) = (key, site);
    }

    /// <summary>Shows the enrolment code and the key made here; the code is worth nothing afterwards.</summary>
    public static async Task<JoinAnswer> JoinAsync(Uri hub, string code, ECDsa key, CancellationToken stop, HttpMessageHandler? handler = null)
    {
        using var client = new SiteHub(hub, "", key, handler);
        var publicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var proof = System.Buffers.Text.Base64Url.EncodeToString(key.SignData(System.Text.Encoding.UTF8.GetBytes($"{code}\n{publicKey}"), HashAlgorithmName.SHA256));
        return (await client.PostAsync<JoinRequest, JoinAnswer>("join", new(code, publicKey, proof), stop))!;
    }

    public Task<SiteDatasetView?> DeclareAsync(SiteDatasetDeclaration declaration, CancellationToken stop) =>
        PostAsync<SiteDatasetDeclaration, SiteDatasetView>("datasets", declaration, stop);

    /// <param name="wait">How long the hub may hold the request open.</param>
    /// <returns>Null when there is nothing to do.</returns>
    public Task<LeaseAnswer?> LeaseAsync(TimeSpan wait, CancellationToken stop) =>
        PostAsync<object, LeaseAnswer>($"lease?wait={(int)wait.TotalSeconds}", new { }, stop);

    public Task HeartbeatAsync(string task, HeartbeatRequest beat, CancellationToken stop) => PostAsync<HeartbeatRequest, object>($"tasks/{task}/heartbeat", beat, stop);

    public Task RefuseAsync(string task, TaskRefusalRequest refusal, CancellationToken stop) => PostAsync<TaskRefusalRequest, object>($"tasks/{task}/refuse", refusal, stop);

    public Task GiveReceiptAsync(SiteReceipt receipt, CancellationToken stop) => PostAsync<SiteReceipt, ReceiptHead>("receipts", receipt, stop);

    public async Task<ReceiptHead> ReceiptsAsync(CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, "receipts", null, HashOfNothing, stop);
        return (await answer.Content.ReadFromJsonAsync<ReceiptHead>(JsonSerializerOptions.Web, stop))!;
    }

    /// <exception cref="InvalidDataException">What came is not what the hub signed for.</exception>
    public async Task FetchAsync(string task, string lease, string file, string sha256, string path, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"tasks/{task}/files/{file}?lease={lease}", null, HashOfNothing, stop);
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        await using var hashed = new HashedStream(target);
        await answer.Content.CopyToAsync(hashed, stop);
        if (hashed.Sha256() != sha256)
            throw new InvalidDataException($"{file} did not come as the hub signed it; the connection may be broken.");
    }

    /// <summary>Sends a file in pieces; goes on where an earlier attempt stopped. A file of one piece is not read again to be hashed.</summary>
    /// <param name="sha256">Of the file.</param>
    public async Task SendAsync(string task, string lease, string path, string sha256, CancellationToken stop)
    {
        using var held = await SendAsync(HttpMethod.Get, $"tasks/{task}/pieces?lease={lease}", null, HashOfNothing, stop);
        var (at, length) = ((await held.Content.ReadFromJsonAsync<PiecesView>(JsonSerializerOptions.Web, stop))!.Bytes, new FileInfo(path).Length);
        while (at < length)
        {
            var piece = Math.Min(PieceBytes, length - at);
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan) { Position = at };
            using var body = new StreamContent(new FilePiece(file, piece), PieceBuffer) { Headers = { ContentLength = piece, ContentType = new("application/octet-stream") } };
            using var answer = await SendAsync(HttpMethod.Put, $"tasks/{task}/pieces?lease={lease}&offset={at}", body, piece == length ? sha256 : FileHash.Of(path, at, piece), stop);
            at += piece;
        }
    }

    public Task CompleteAsync(string task, TaskResultRequest result, CancellationToken stop) => PostAsync<TaskResultRequest, object>($"tasks/{task}/result", result, stop);

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer?> PostAsync<TRequest, TAnswer>(string address, TRequest request, CancellationToken stop)
        where TAnswer : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await SendAsync(HttpMethod.Post, address, content, SignedRequest.HashOf(body), stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync<TAnswer>(JsonSerializerOptions.Web, stop);
    }

    /// <param name="sha256">Of the body.</param>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? body, string sha256, CancellationToken stop)
    {
        var target = new Uri(_http.BaseAddress!, $"api/v1/federation/{address}");
        using var request = new HttpRequestMessage(method, target) { Content = body };
        var signed = SignedRequest.Make(_site, method.Method, target.PathAndQuery, DateTimeOffset.UtcNow, sha256);
        request.Headers.Add(SignedRequest.SiteHeader, signed.Site);
        request.Headers.Add(SignedRequest.TimeHeader, $"{signed.Seconds}");
        request.Headers.Add(SignedRequest.NonceHeader, signed.Nonce);
        request.Headers.Add(SignedRequest.BodyHeader, signed.Body);
        request.Headers.Add(SignedRequest.SignatureHeader, signed.Sign(_key));
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new HubRefusedException(answer.StatusCode, HubProblem.Read(await answer.Content.ReadAsStringAsync(stop), answer.StatusCode));
    }
}
