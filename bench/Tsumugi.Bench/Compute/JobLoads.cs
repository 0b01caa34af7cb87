using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tsumugi.Bench.Registry;

namespace Tsumugi.Bench.Compute;

/// <summary>Submissions over HTTP: many into the queue, and single ones on an idle machine.</summary>
internal static class JobLoads
{
    private const int Clients = 20;
    private const int Warm = 500;
    private const int Submitted = 5_000;
    private const int Starts = 11;

    private const string Dataset = $"dataset:{HubServer.Institution}/tiny";

    /// <summary>A dataset that every job reads.</summary>
    public static async Task PrepareAsync(HubServer hub, CancellationToken ct)
    {
        await hub.PostAsync("/api/v1/datasets", new { institution = HubServer.Institution, name = "tiny", titleJa = "小", titleEn = "tiny", licence = "CC0-1.0", permission = "GRU" }, ct);
        using var body = new StringContent(
            "{\"key\":\"header\",\"value\":{\"summary\":\"bench\",\"description\":\"\"}}\n{\"key\":\"file\",\"value\":{\"path\":\"a.fa\",\"content\":\"PmEKTUtUQVlJQUtRUlFJU0ZWS1NIRlNSUQo=\",\"encoding\":\"base64\"}}\n");
        body.Headers.ContentType = new("application/x-ndjson");
        using var answer = await hub.Http.PostAsync($"/api/datasets/{HubServer.Institution}/tiny/commit/main", body, ct);
        answer.EnsureSuccessStatusCode();
    }

    public static object Request(string? site = null) => new
    {
        recipe = "pretrain-protein-fasta",
        institution = HubServer.Institution,
        inputs = new Dictionary<string, string> { ["data"] = Dataset },
        output = "bench-model",
        site,
        resources = site is null ? null : new { cores = 1, memoryMiB = 100, minutes = 10 },
    };

    /// <summary>From sending the request to the worker's process being there, the executor idle before.</summary>
    public static async Task<Figure> StartAsync(HubServer hub, CancellationToken ct)
    {
        var times = new List<double>();
        for (var run = 0; run <= Starts; run++)
        {
            var clock = Stopwatch.StartNew();
            var id = (string)(await hub.PostAsync("/api/v1/jobs", Request(), ct))["id"]!;
            string state;
            do
            {
                state = (string)(await hub.GetAsync($"/api/v1/jobs/{id}", ct))["state"]!;
            }
            while (state is "Queued" or "Starting");
            if (run > 0)
                times.Add(clock.Elapsed.TotalMilliseconds);
            await hub.PostAsync($"/api/v1/jobs/{id}/cancel", new { }, ct);
            await Task.Delay(1000, ct);
        }

        return new("submitToStartMs", "Submission to the worker's process, idle local executor", times.Order().ElementAt(times.Count / 2), "ms");
    }

    /// <summary>Into the queue of the hub's own machine, which starts nothing meanwhile.</summary>
    public static async Task<IReadOnlyList<Figure>> AcceptAsync(HubServer hub, CancellationToken ct)
    {
        // Priced and paid, so that each submission reserves in the ledger as well.
        var person = (string)(await hub.GetAsync("/api/v1/whoami", ct))["person"]!;
        await hub.PostAsync("/api/v1/compute/allocations", new { person, credits = 100_000_000, until = DateTime.UtcNow.AddDays(1) }, ct);
        await SetMaintenanceAsync(hub, [new { from = DateTime.UtcNow.AddMinutes(-1), until = DateTime.UtcNow.AddDays(1), reasonJa = "計測", reasonEn = "bench" }], ct);
        await SubmitAsync(hub, Warm, ct);
        var clock = Stopwatch.StartNew();
        var times = await SubmitAsync(hub, Submitted, ct);
        var rate = Submitted / clock.Elapsed.TotalSeconds;
        return
        [
            new("acceptPerSecond", $"Submissions of {Clients} clients into the durable queue, each reserved in the ledger", rate, "1/s"),
            new("acceptP99Ms", "The same, 99th percentile of one", times[(int)(times.Count * 0.99)], "ms"),
        ];
    }

    /// <returns>Milliseconds of each, ascending.</returns>
    private static async Task<List<double>> SubmitAsync(HubServer hub, int count, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = hub.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", hub.Token);
        var times = new List<double>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = ct }, async (_, stop) =>
        {
            var clock = Stopwatch.StartNew();
            using var answer = await http.PostAsJsonAsync("/api/v1/jobs", Request(), stop);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(stop));
            await answer.Content.ReadAsByteArrayAsync(stop);
            lock (times)
                times.Add(clock.Elapsed.TotalMilliseconds);
        });
        times.Sort();
        return times;
    }

    private static async Task SetMaintenanceAsync(HubServer hub, object[] windows, CancellationToken ct)
    {
        using var answer = await hub.Http.PutAsJsonAsync("/api/v1/compute/sites/local", new { nameJa = "計測機", nameEn = "bench", engine = "local", prices = new { coreHour = 1 }, maintenance = windows }, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(ct));
    }

    /// <summary>Submits so many to a site; the hub hands them over when it can.</summary>
    public static async Task QueueAsync(HubServer hub, string site, int count, CancellationToken ct)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = ct }, async (_, stop) =>
            await hub.PostAsync("/api/v1/jobs", Request(site), stop));
    }
}
