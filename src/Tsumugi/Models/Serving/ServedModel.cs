using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Local;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Models.Serving;

/// <summary>One model revision in one worker process, spoken to over a Unix socket that only this user may open.</summary>
public sealed class ServedModel : IAsyncDisposable
{
    private static readonly TimeSpan MostStartTime = TimeSpan.FromSeconds(60);

    private readonly WorkerProcess _worker;
    private readonly HttpClient _http;
    private readonly string _folder;

    private ServedModel(WorkerProcess worker, HttpClient http, string folder) => (_worker, _http, _folder) = (worker, http, folder);

    public bool Alive => !_worker.HasExited;

    public DateTime LastUsed { get; private set; } = DateTime.UtcNow;

    /// <param name="files">Path inside the revision → absolute path of the content.</param>
    /// <exception cref="IOException">When the worker does not come up; the message says what it said.</exception>
    public static async Task<ServedModel> StartAsync(
        string workerPath, IReadOnlyDictionary<string, string> files, CancellationToken stop)
    {
        // Socket paths are limited to about a hundred bytes, so the folder is short and in the temporary folder.
        var folder = Directory.CreateTempSubdirectory("tsumugi-").FullName;
        foreach (var (path, content) in files)
        {
            var link = Path.Combine(folder, "model", path);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, content);
        }

        var (socket, messages) = (Path.Combine(folder, "s"), Path.Combine(folder, "messages.txt"));
        var worker = WorkerProcess.Start(workerPath, ["serve", "--model", Path.Combine(folder, "model"), "--socket", socket], messages);
        var served = new ServedModel(worker, Connect(socket), folder);
        try
        {
            await served.WaitUntilReadyAsync(messages, stop);
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    public async Task<Outcome<EmbedResponse>> EmbedAsync(EmbedRequest request, CancellationToken stop)
    {
        LastUsed = DateTime.UtcNow;
        using var response = await _http.PostAsJsonAsync("/embed", request, JobJson.Default.EmbedRequest, stop);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            var problem = await response.Content.ReadFromJsonAsync<WorkerProblem>(stop);
            return Refusal.Invalid(
                "bad-query",
                Words.Same(problem?.Detail ?? problem?.Title ?? "?"),
                new("入力と種類（DNA・タンパク質・文章）を確かめてください。", "Check the query and its view (DNA, protein or text)."));
        }

        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(JobJson.Default.EmbedResponse, stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        _worker.Kill();
        await _worker.WaitAsync(CancellationToken.None);
        _worker.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static HttpClient Connect(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await unix.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                return new NetworkStream(unix, ownsSocket: true);
            }
            catch
            {
                unix.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new("http://worker"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    private async Task WaitUntilReadyAsync(string messages, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MostStartTime);
        while (true)
        {
            if (_worker.HasExited)
                throw new IOException($"The serving worker ended: {(File.Exists(messages) ? (await File.ReadAllTextAsync(messages, stop)).Trim() : "")}");
            try
            {
                using var health = await _http.GetAsync("/health", limit.Token);
                if (health.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, limit.Token);
        }
    }

    private sealed record WorkerProblem(string? Title, string? Detail);
}
