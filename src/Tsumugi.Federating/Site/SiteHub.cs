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
    private const int PieceBytes = 8 << 20;

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
        using var answer = await SendAsync(HttpMethod.Get, "receipts", [], null, stop);
        return (await answer.Content.ReadFromJsonAsync<ReceiptHead>(JsonSerializerOptions.Web, stop))!;
    }

    /// <exception cref="InvalidDataException">What came is not what the hub signed for.</exception>
    public async Task FetchAsync(string task, string lease, string file, string sha256, string path, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"tasks/{task}/files/{file}?lease={lease}", [], null, stop);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var target = File.Create(path))
        {
            await using var body = await answer.Content.ReadAsStreamAsync(stop);
            var piece = new byte[1 << 20];
            for (int read; (read = await body.ReadAsync(piece, stop)) > 0;)
            {
                hash.AppendData(piece, 0, read);
                await target.WriteAsync(piece.AsMemory(0, read), stop);
            }
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
            throw new InvalidDataException($"{file} did not come as the hub signed it; the connection may be broken.");
    }

    /// <summary>Sends a file in pieces; goes on where an earlier attempt stopped.</summary>
    public async Task SendAsync(string task, string lease, string path, CancellationToken stop)
    {
        using var held = await SendAsync(HttpMethod.Get, $"tasks/{task}/pieces?lease={lease}", [], null, stop);
        var at = (await held.Content.ReadFromJsonAsync<PiecesView>(JsonSerializerOptions.Web, stop))!.Bytes;
        await using var file = File.OpenRead(path);
        for (file.Position = Math.Min(at, file.Length); file.Position < file.Length;)
        {
            var (start, piece) = (file.Position, new byte[Math.Min(PieceBytes, file.Length - file.Position)]);
            await file.ReadExactlyAsync(piece, stop);
            using var answer = await SendAsync(HttpMethod.Put, $"tasks/{task}/pieces?lease={lease}&offset={start}", piece, "application/octet-stream", stop);
        }
    }

    public Task CompleteAsync(string task, TaskResultRequest result, CancellationToken stop) => PostAsync<TaskResultRequest, object>($"tasks/{task}/result", result, stop);

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer?> PostAsync<TRequest, TAnswer>(string address, TRequest request, CancellationToken stop)
        where TAnswer : class
    {
        using var answer = await SendAsync(HttpMethod.Post, address, JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web), "application/json", stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync<TAnswer>(JsonSerializerOptions.Web, stop);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, byte[] body, string? type, CancellationToken stop)
    {
        var target = new Uri(_http.BaseAddress!, $"api/v1/federation/{address}");
        using var request = new HttpRequestMessage(method, target);
        if (type is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(type) } };
        var signed = SignedRequest.Make(_site, method.Method, target.PathAndQuery, DateTimeOffset.UtcNow, body);
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
