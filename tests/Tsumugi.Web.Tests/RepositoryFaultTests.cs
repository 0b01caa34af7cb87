using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Web.Tests;

/// <summary>What may happen to a registry in the middle of its work: killed, out of space, a client that stops reading.</summary>
public sealed class RepositoryFaultTests
{
    private const int Writers = 20;
    private const int CommitsPerWriter = 10;
    private const int Kills = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_random_moments_every_commit_is_whole_or_absent()
    {
        using var state = new TemporaryFolder();
        var random = new Random(20261123);
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(int Writer, string Oid)>();
        var done = new int[Writers];
        for (var kill = 0; kill < Kills; kill++)
        {
            using var hub = await Served.StartAsync(state.Path, Stop);
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var target = (kill + 1) * Writers * CommitsPerWriter / Kills;
            var writing = Enumerable.Range(0, Writers).Select(writer => WriteAsync(hub, writer, done, acknowledged, killed.Token)).ToList();

            // Somewhere within this round's share of the work.
            var until = target - random.Next(1, Writers * CommitsPerWriter / Kills);
            while (done.Sum() < until && writing.Any(task => !task.IsCompleted))
                await Task.Delay(random.Next(1, 20), Stop);
            hub.Kill();
            await killed.CancelAsync();
            await Task.WhenAll(writing);
        }

        using (var hub = await Served.StartAsync(state.Path, Stop))
        {
            for (var writer = 0; writer < Writers; writer++)
                await WriteAsync(hub, writer, done, acknowledged, Stop);
            await CheckAsync(hub, acknowledged.ToLookup(commit => commit.Writer, commit => commit.Oid));
        }

        Assert.Equal(Writers * CommitsPerWriter, done.Sum());
        using var verified = HubProcess.Start("thread", "verify", "--data", state.Path);
        Assert.Equal(0, await verified.EndAsync());
    }

    [Fact]
    public async Task Full_disk_loses_nothing_and_the_hub_goes_on()
    {
        using var state = new TemporaryFolder();
        if (await MountAsync(state.Path) is { } reason)
            Assert.Skip($"No small file system can be mounted here: {reason}");
        try
        {
            await FillAsync(state.Path);
        }
        finally
        {
            await RunAsync("umount", "--lazy", state.Path);
        }

        static async Task FillAsync(string folder)
        {
            using var hub = await Served.StartAsync(folder, Stop);
            await hub.CreateAsync("model");
            var (before, large) = (Noise(3_000_000, 1), Noise(80_000_000, 2));
            await hub.UploadAsync("model", "before.dat", before, Stop);
            using (var refused = await hub.PutAsync("model", large, Stop))
            {
                Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
                Assert.Equal("disk-full", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!["code"]!);
            }

            Assert.Equal(before, await hub.DownloadAsync("model", "before.dat", Stop));
            var after = Noise(2_000_000, 3);
            await hub.UploadAsync("model", "after.dat", after, Stop);
            Assert.Equal(after, await hub.DownloadAsync("model", "after.dat", Stop));
            hub.Kill();
        }
    }

    [Fact]
    public async Task Client_that_stops_reading_is_let_go_and_keeps_nobody_waiting()
    {
        using var state = new TemporaryFolder();
        using var hub = await Served.StartAsync(state.Path, Stop);
        await hub.CreateAsync("model");
        var bytes = Noise(60_000_000, 4);
        await hub.UploadAsync("model", "file.dat", bytes, Stop);
        var stalled = Enumerable.Range(0, 8).Select(_ => hub.OpenStalled("model", "file.dat")).ToList();
        Assert.Equal(bytes, await hub.DownloadAsync("model", "file.dat", Stop));
        foreach (var socket in stalled)
        {
            Assert.True(await IsLetGoAsync(socket, bytes.Length), "A client that does not read is still being served.");
            socket.Dispose();
        }
    }

    // Reads on only when the server must long have given up: what comes is then less than the file.
    private static async Task<bool> IsLetGoAsync(Socket socket, long whole)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(500, Stop))
        {
            if (socket.Poll(0, SelectMode.SelectError) || IsReset(socket))
                break;
        }

        long read = 0;
        var buffer = new byte[1 << 16];
        try
        {
            for (int some; (some = socket.Receive(buffer)) > 0;)
                read += some;
        }
        catch (SocketException)
        {
            return true;
        }

        return read < whole;
    }

    // TCP states as /proc writes them: 01 is established, and a reset socket is gone.
    private static bool IsReset(Socket socket)
    {
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return !File.ReadLines("/proc/net/tcp").Any(line => line.Contains($":{port:X4} ", StringComparison.Ordinal) && line.Contains(" 01 ", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(
        Served hub, int writer, int[] done, System.Collections.Concurrent.ConcurrentBag<(int Writer, string Oid)> acknowledged, CancellationToken stop)
    {
        try
        {
            await hub.CreateAsync($"writer-{writer}");
            while (done[writer] < CommitsPerWriter)
            {
                // Half of each file is everybody's, so that writers race for the same chunks.
                var bytes = Noise(300_000, 1_000 + done[writer]).Concat(Noise(200_000, (writer * 100) + done[writer])).ToArray();
                var oid = await hub.UploadAsync($"writer-{writer}", $"file-{done[writer]}.dat", bytes, stop);
                acknowledged.Add((writer, oid));
                done[writer]++;
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            // The hub was killed; this writer goes on with the next one.
        }
    }

    private static async Task CheckAsync(Served hub, ILookup<int, string> acknowledged)
    {
        for (var writer = 0; writer < Writers; writer++)
        {
            var name = $"writer-{writer}";
            var commits = (await hub.GetAsync($"/api/models/lab/{name}/commits/main?limit=1000")).AsArray().Select(commit => (string)commit!["id"]!).ToList();
            foreach (var oid in acknowledged[writer])
                Assert.Contains(oid, commits);
            foreach (var commit in commits)
            {
                foreach (var file in (await hub.GetAsync($"/api/models/lab/{name}/tree/{commit}")).AsArray())
                {
                    var bytes = await hub.DownloadAsync(name, (string)file!["path"]!, Stop, commit);
                    Assert.Equal((string)file["lfs"]!["oid"]!, Convert.ToHexStringLower(SHA256.HashData(bytes)));
                }
            }
        }
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <returns>Why not, or null.</returns>
    private static async Task<string?> MountAsync(string folder) =>
        OperatingSystem.IsLinux() ? await RunAsync("mount", "-t", "tmpfs", "-o", "size=60m", "tsumugi-test", folder) : "this is not Linux";

    private static async Task<string?> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : said.Trim();
    }

    /// <summary>A hub in a process of its own, and what a client does with it.</summary>
    private sealed class Served : IDisposable
    {
        private readonly HubProcess _process;
        private readonly HttpClient _http;
        private readonly string _token;

        private Served(HubProcess process, Uri address, string token)
        {
            (_process, _token) = (process, token);
            _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        public static async Task<Served> StartAsync(string folder, CancellationToken stop)
        {
            var process = HubProcess.Start("up", "--data", folder, "--port", "0");
            var address = await process.AddressAsync();
            var token = await HubProcess.TokenAsync(folder);
            var served = new Served(process, address, token);
            using var made = await served._http.PostAsJsonAsync("/api/v1/institutions", new { id = "lab", nameJa = "試験", nameEn = "Lab" }, stop);
            return served;
        }

        public void Kill() => _process.KillAlone();

        public async Task CreateAsync(string name)
        {
            using var answer = await _http.PostAsJsonAsync("/api/repos/create", new { name, organization = "lab", type = "model" }, Stop);
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync(Stop));
        }

        public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), Stop))!;

        /// <summary>The bytes of one file, not committed.</summary>
        public async Task<HttpResponseMessage> PutAsync(string name, byte[] bytes, CancellationToken stop)
        {
            var oid = Convert.ToHexStringLower(SHA256.HashData(bytes));
            using var batch = await _http.PostAsJsonAsync(
                $"/lab/{name}.git/info/lfs/objects/batch",
                new { operation = "upload", objects = new[] { new { oid, size = bytes.Length } } }, stop);
            var action = JsonNode.Parse(await batch.Content.ReadAsStringAsync(stop))!["objects"]![0]!["actions"]?["upload"];
            if (action is null)
                return new(HttpStatusCode.OK);
            using var body = new ByteArrayContent(bytes);
            return await _http.PutAsync((string)action["href"]!, body, stop);
        }

        /// <returns>The commit.</returns>
        public async Task<string> UploadAsync(string name, string path, byte[] bytes, CancellationToken stop)
        {
            using (var put = await PutAsync(name, bytes, stop))
                put.EnsureSuccessStatusCode();
            var (oid, size) = (Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
            using var body = new StringContent(
                JsonSerializer.Serialize(new { key = "header", value = new { summary = path, description = "" } }) + "\n"
                + JsonSerializer.Serialize(new { key = "lfsFile", value = new { path, algo = "sha256", oid, size } }) + "\n");
            body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var answer = await _http.PostAsync($"/api/models/lab/{name}/commit/main", body, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            Assert.True(answer.IsSuccessStatusCode, text);
            return (string)JsonNode.Parse(text)!["commitOid"]!;
        }

        public Task<byte[]> DownloadAsync(string name, string path, CancellationToken stop, string revision = "main") =>
            _http.GetByteArrayAsync(new Uri($"/lab/{name}/resolve/{revision}/{path}", UriKind.Relative), stop);

        /// <summary>A download that nobody reads.</summary>
        public Socket OpenStalled(string name, string path)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            socket.Connect(IPAddress.Loopback, _http.BaseAddress!.Port);
            socket.Send(Encoding.ASCII.GetBytes($"GET /lab/{name}/resolve/main/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {_token}\r\n\r\n"));
            return socket;
        }

        public void Dispose()
        {
            _http.Dispose();
            _process.Dispose();
        }
    }
}
