using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Tsumugi.Client.Inference;
using Tsumugi.Compute.Local;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;

namespace Tsumugi.Models.Serving;

/// <summary>One model revision in one worker process, spoken to over a Unix socket that only this user may open.</summary>
/// <remarks>It ends when it is retired and the last request that entered has left.</remarks>
public sealed class ServedModel
{
    /// <summary>The worker's exit code for what cannot be carried out as it is.</summary>
    private const int WorkerRefused = 1;

    private static readonly TimeSpan MostStartTime = TimeSpan.FromSeconds(60);

    /// <summary>The queue of a worker is bounded, and so is the time that one request can take.</summary>
    private static readonly TimeSpan MostAnswerTime = TimeSpan.FromMinutes(3);

    private readonly WorkerProcess _worker;
    private readonly HttpClient _http;
    private readonly string _folder;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _within;
    private Task? _retired;

    private ServedModel(WorkerProcess worker, HttpClient http, string folder) =>
        (_worker, _http, _folder, ProcessId) = (worker, http, folder, worker.Id);

    /// <summary>Takes requests: neither retired nor dead.</summary>
    public bool Alive
    {
        get
        {
            lock (_lock)
                return _retired is null && !_worker.HasExited;
        }
    }

    public int ProcessId { get; }

    public bool Busy => Volatile.Read(ref _within) > 0;

    public DateTime LastUsed { get; private set; } = DateTime.UtcNow;

    /// <param name="files">Path inside the revision → absolute path of the content.</param>
    /// <exception cref="NotServableException">When the worker says that this revision cannot be served.</exception>
    /// <exception cref="IOException">When the worker does not come up; the message says what it said.</exception>
    public static async Task<ServedModel> StartAsync(
        HubOptions options, Revision revision, IReadOnlyDictionary<string, string> files, CancellationToken stop)
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
        string[] arguments = ["serve", $"{revision.InstitutionId}/{revision.Name}@{revision.Hash}", Path.Combine(folder, "model"), socket, .. Numbers(options.Inference)];
        var served = new ServedModel(WorkerProcess.Start(options.WorkerPath, arguments, messages), Connect(socket), folder);
        try
        {
            await served.WaitUntilReadyAsync(messages, stop);
            return served;
        }
        catch
        {
            await served.RetireAsync();
            throw;
        }
    }

    /// <summary>Takes part in the count of those within; each that entered leaves by <see cref="Leave"/>.</summary>
    /// <returns>False when it takes nobody any more.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!Alive)
                return false;
            _within++;
            LastUsed = DateTime.UtcNow;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_within == 0 && _retired is not null)
                _empty.TrySetResult();
        }
    }

    /// <exception cref="HttpRequestException">When the worker died under the request.</exception>
    public async Task<WorkerAnswer> InferAsync(InferBody body, string lane, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ServedAddress.Infer) { Content = new ReadOnlyMemoryContent(body.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.ContentType);
        request.Headers.Add(ServedAddress.LaneHeader, lane);
        if (body.HeaderLength is { } length)
            request.Headers.Add(InferBody.LengthHeader, length.ToString(CultureInfo.InvariantCulture));
        using var response = await _http.SendAsync(request, stop);
        return await WorkerAnswer.ReadAsync(response, stop);
    }

    /// <exception cref="HttpRequestException">When the worker died under the request.</exception>
    public async Task<ModelMetadata> MetadataAsync(CancellationToken stop) =>
        (await _http.GetFromJsonAsync(ServedAddress.Metadata, InferenceJson.Default.ModelMetadata, stop))!;

    /// <summary>Takes nobody any more; those within are answered first.</summary>
    public Task RetireAsync()
    {
        lock (_lock)
        {
            if (_within == 0)
                _empty.TrySetResult();
            return _retired ??= EndAsync();
        }
    }

    private async Task EndAsync()
    {
        await _empty.Task;
        _worker.Kill();
        await _worker.WaitAsync(CancellationToken.None);
        _worker.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] Numbers(InferenceOptions options) =>
        [.. new[] { options.BatchTokens, options.BatchWaitMilliseconds, options.QueueTokens }.Select(number => number.ToString(CultureInfo.InvariantCulture))];

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
        Timeout = MostAnswerTime,
    };

    private async Task WaitUntilReadyAsync(string messages, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MostStartTime);
        while (true)
        {
            if (_worker.HasExited)
                throw await EndedAsync(messages, stop);
            try
            {
                using var ready = await _http.GetAsync(ServedAddress.Ready, limit.Token);
                if (ready.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new IOException($"The serving worker was not ready within {MostStartTime.TotalSeconds:0} s.");
            }

            await Task.Delay(50, stop);
        }
    }

    private async Task<Exception> EndedAsync(string messages, CancellationToken stop)
    {
        var refused = await _worker.WaitAsync(stop) == WorkerRefused;
        var said = File.Exists(messages) ? (await File.ReadAllTextAsync(messages, stop)).Trim() : "";
        return refused ? new NotServableException(said) : new IOException($"The serving worker ended: {said}");
    }
}

/// <summary>A revision that no worker can serve; the message is the worker's own.</summary>
public sealed class NotServableException(string reason) : Exception(reason);
