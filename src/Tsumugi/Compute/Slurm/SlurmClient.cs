using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tsumugi.Client.Compute;

namespace Tsumugi.Compute.Slurm;

/// <summary>Asks one slurmrestd with a JSON Web Token.</summary>
/// <remarks>
/// Its HTTP statuses say little: a wrong token is 500, a submission with a warning carries errors and a job's number.
/// So the body is read first, and what is no JSON counts as no answer. Every method throws <see cref="SlurmException"/>.
/// </remarks>
internal sealed class SlurmClient : IDisposable
{
    /// <summary>From here to 2999 the controller itself refuses (slurm_errno.h: ESLURM_…); the others are about the way to it.</summary>
    private const int FirstRefusal = 2000;
    private const int LastRefusal = 2999;
    private const int InvalidJobId = 2017;
    private const int JobIsDone = 2021;

    /// <summary>An empty list of accounting comes with this error.</summary>
    private const int NothingFound = 9003;

    private readonly HttpClient _http;
    private readonly string _version;

    public SlurmClient(SlurmAccess access, string token, TimeSpan patience)
    {
        _version = access.Version;
        var handler = new SocketsHttpHandler { ConnectTimeout = patience / 2, PooledConnectionLifetime = TimeSpan.FromMinutes(1), UseCookies = false };
        _http = new(handler) { BaseAddress = new(access.Endpoint.TrimEnd('/') + "/"), Timeout = patience };
        _http.DefaultRequestHeaders.Add("X-SLURM-USER-NAME", access.User);
        _http.DefaultRequestHeaders.Add("X-SLURM-USER-TOKEN", token);
    }

    /// <returns>Slurm's number of the job.</returns>
    public async Task<long> SubmitAsync(SlurmSubmission submission, CancellationToken stop)
    {
        // A type with a character set behind it, or a body of unknown length, it does not take.
        using var request = new HttpRequestMessage(HttpMethod.Post, $"slurm/{_version}/job/submit")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(submission, SlurmJson.Default.SlurmSubmission)) { Headers = { ContentType = new("application/json") } },
        };
        var answer = await SendAsync(request, SlurmJson.Default.SubmitAnswer, stop);

        // A job that can start only later has a number and an error.
        if (answer.JobId is > 0 and var id)
            return id;
        throw Fault(answer) ?? new SlurmException(SlurmTrouble.Unsure, "The answer names neither a job nor an error.");
    }

    /// <returns>Every job that the controller has, of everybody, also those that ended lately.</returns>
    public async Task<IReadOnlyList<SlurmJob>> JobsAsync(CancellationToken stop) =>
        (await GetAsync($"slurm/{_version}/jobs", SlurmJson.Default.JobsAnswer, stop)).Jobs ?? throw Shapeless();

    public async Task<IReadOnlyList<SlurmPartition>> PartitionsAsync(CancellationToken stop) =>
        (await GetAsync($"slurm/{_version}/partitions", SlurmJson.Default.PartitionsAnswer, stop)).Partitions ?? throw Shapeless();

    public async Task<IReadOnlyList<SlurmNode>> NodesAsync(CancellationToken stop) =>
        (await GetAsync($"slurm/{_version}/nodes", SlurmJson.Default.NodesAnswer, stop)).Nodes ?? throw Shapeless();

    /// <summary>Ends a job; one that is gone already is as good.</summary>
    public async Task CancelAsync(string id, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"slurm/{_version}/job/{id}");
        if (Fault(await SendAsync(request, SlurmJson.Default.PlainAnswer, stop)) is { Code: not (InvalidJobId or JobIsDone) } fault)
            throw fault;
    }

    /// <returns>All runs of one job from accounting; none when it knows no such job.</returns>
    public async Task<IReadOnlyList<AccountedJob>> AccountedAsync(string id, CancellationToken stop) =>
        (await GetAsync($"slurmdb/{_version}/job/{id}", SlurmJson.Default.AccountingAnswer, stop)).Jobs ?? throw Shapeless();

    /// <returns>All runs that accounting has under a name since a time.</returns>
    public Task<IReadOnlyList<AccountedJob>> AccountedByNameAsync(string name, DateTime since, CancellationToken stop) =>
        AccountedAsync(since, $"&job_name={Uri.EscapeDataString(name)}", stop);

    /// <returns>All runs that accounting has since a time, of everybody whom the token may see.</returns>
    public Task<IReadOnlyList<AccountedJob>> AccountedSinceAsync(DateTime since, CancellationToken stop) => AccountedAsync(since, "", stop);

    public void Dispose() => _http.Dispose();

    // The colons of a time must be escaped; seconds since 1970 behind "uts" need none, and mean the same in every time zone.
    private async Task<IReadOnlyList<AccountedJob>> AccountedAsync(DateTime since, string more, CancellationToken stop) =>
        (await GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"slurmdb/{_version}/jobs?start_time=uts{new DateTimeOffset(since).ToUnixTimeSeconds()}{more}"),
            SlurmJson.Default.AccountingAnswer, stop)).Jobs ?? throw Shapeless();

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) where T : ISlurmAnswer
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var answer = await SendAsync(request, type, stop);
        return Fault(answer) is { } fault ? throw fault : answer;
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken stop) where T : ISlurmAnswer
    {
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new SlurmException(SlurmTrouble.NotReached, $"slurmrestd does not accept the token (HTTP {(int)response.StatusCode}).");

            // The client's patience ends with the headers when these are read first.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(_http.Timeout);
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            return await JsonSerializer.DeserializeAsync(body, type, limit.Token)
                ?? throw new SlurmException(SlurmTrouble.Unsure, "The answer is empty.");
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError || error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            throw new SlurmException(SlurmTrouble.NotReached, error.Message, cause: error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new SlurmException(SlurmTrouble.Unsure, error.Message, cause: error);
        }
        catch (JsonException error)
        {
            throw new SlurmException(SlurmTrouble.Unsure, $"The answer is not the JSON that was expected ({error.Message})", cause: error);
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new SlurmException(SlurmTrouble.Unsure, $"No answer within {_http.Timeout.TotalSeconds:0} s.", cause: error);
        }
    }

    private static SlurmException? Fault<T>(T answer) where T : ISlurmAnswer
    {
        if (answer.Errors is not [var first, ..] || first.Best == NothingFound)
            return null;
        var trouble = first.Best is >= FirstRefusal and <= LastRefusal ? SlurmTrouble.Refused : SlurmTrouble.Unsure;
        return new(trouble, string.Join("; ", answer.Errors.Select(error => error.Text).Distinct()), first.Best);
    }

    private static SlurmException Shapeless() => new(SlurmTrouble.Unsure, "The answer lacks its list.");
}
