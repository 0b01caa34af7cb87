using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Bench.Registry;

/// <summary>The server program on a state folder, as a process of its own, and a client with an operator's token.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Institution = "bench";

    private readonly Process _process;

    private HubServer(Process process, Uri address, string token)
    {
        (_process, Address, Token) = (process, address, token);
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(30) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public Uri Address { get; }

    public string Token { get; }

    public HttpClient Http { get; }

    /// <summary>The most memory that the process has held so far.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Of processors, used so far.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    public static async Task<HubServer> StartAsync(string folder, CancellationToken ct)
    {
        var process = Start(["up", "--data", folder, "--port", "0"]);
        string? line;
        while ((line = await process.StandardOutput.ReadLineAsync(ct)) is not null && !line.StartsWith("紡 Tsumugi", StringComparison.Ordinal))
        {
        }

        var address = new Uri((line ?? throw new InvalidOperationException($"The hub did not start: {await process.StandardError.ReadToEndAsync(ct)}")).Split(' ')[^1]);
        _ = process.StandardOutput.ReadToEndAsync(ct);
        _ = process.StandardError.ReadToEndAsync(ct);
        using var maker = Start(["token", "create", "--data", folder]);
        var token = (await maker.StandardOutput.ReadToEndAsync(ct)).Trim();
        await maker.WaitForExitAsync(ct);
        var server = new HubServer(process, address, token);
        using var made = await server.Http.PostAsJsonAsync("/api/v1/institutions", new { id = Institution, nameJa = "計測", nameEn = "Bench" }, ct);
        return server;
    }

    public async Task<JsonNode> PostAsync(string path, object body, CancellationToken ct)
    {
        using var answer = await Http.PostAsJsonAsync(path, body, ct);
        return await ReadAsync(answer, ct);
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken ct)
    {
        using var answer = await Http.GetAsync(path, ct);
        return await ReadAsync(answer, ct);
    }

    public Task CreateAsync(string name, CancellationToken ct) => PostAsync("/api/repos/create", new { name, organization = Institution, type = "model" }, ct);

    /// <summary>One commit of lines of JSON.</summary>
    public async Task CommitAsync(string name, IEnumerable<string> lines, CancellationToken ct)
    {
        using var body = new StringContent(string.Concat(lines.Prepend("""{"key":"header","value":{"summary":"bench","description":""}}""").Select(line => line + "\n")));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await Http.PostAsync($"/api/models/{Institution}/{name}/commit/main", body, ct);
        await ReadAsync(answer, ct);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text.Length == 0 ? "{}" : text)! : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
    }

    private static Process Start(IReadOnlyList<string> arguments)
    {
        // artifacts/bin/Tsumugi.Bench/<configuration>/ → the same configuration of the server program.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, "Tsumugi.Web", own.Name, "Tsumugi.Web.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
