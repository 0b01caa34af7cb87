using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Tsumugi.Bench.Registry;

namespace Tsumugi.Bench.Compute;

/// <summary>Handing jobs to a real Slurm, beside a loop that only posts; the partition starts none of them.</summary>
internal static class SlurmLoads
{
    private const string Site = "bench-cluster";
    private const int Jobs = 1_000;
    private const int Live = 10_000;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    /// <summary>As many submissions at a time as the hub makes.</summary>
    private const int Threads = 4;

    /// <summary>Whatever a cluster does, the bench ends, and prints what it has.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(int.Parse(Environment.GetEnvironmentVariable("TSUMUGI_BENCH_SLURM_MINUTES") ?? "5", CultureInfo.InvariantCulture));

    public static async Task RunAsync(HubServer hub, List<Figure> figures, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Most);
        var doing = "starting";
        try
        {
            await using var slurm = await SlurmServer.StartAsync(limit.Token);
            await MeasureAsync(hub, slurm, figures, what => doing = what, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Console.WriteLine($"Slurm: not done after {Most.TotalMinutes} minutes (TSUMUGI_BENCH_SLURM_MINUTES), while {doing}; the figures from there on are left out.");
        }
        catch (Exception error) when (error is InvalidOperationException or HttpRequestException)
        {
            Console.WriteLine($"Slurm, while {doing}: {error.Message} The figures from there on are left out.");
        }
    }

    private static async Task MeasureAsync(HubServer hub, SlurmServer slurm, List<Figure> figures, Action<string> doing, CancellationToken ct)
    {
        var token = await slurm.TokenAsync(ct);
        doing("registering the site");
        await RegisterAsync(hub, token, ct);
        await slurm.CommandAsync("scontrol", ct, "update", "partitionname=main", "state=down");

        // Bare, hub, bare: a slow minute of the machine meets both.
        doing("posting bare jobs");
        var first = await BareAsync(slurm, token, ct);
        doing("handing jobs over");
        var handed = await HandAsync(hub, slurm, ct);
        figures.Add(new("handedPerSecond", "Queued jobs handed to Slurm by the hub", handed, "1/s"));
        doing("posting bare jobs again");
        var bare = (first + await BareAsync(slurm, token, ct)) / 2;
        figures.Add(new("bareRestPerSecond", $"Submissions of a bare REST loop, {Threads} at a time", bare, "1/s"));
        figures.Add(new("slurmOverBareRest", "Hub over bare loop", handed / bare, ""));
        doing("filling the cluster");
        figures.Add(new("stateAgeMs", $"The oldest that a state was, {Live:N0} jobs at Slurm, one query for all", await AgeAsync(hub, slurm, ct), "ms"));
    }

    private static async Task RegisterAsync(HubServer hub, string token, CancellationToken ct)
    {
        using var answer = await hub.Http.PutAsJsonAsync($"/api/v1/compute/sites/{Site}", new
        {
            nameJa = "計測",
            nameEn = "bench",
            engine = "slurm",
            slurm = new { endpoint = $"http://127.0.0.1:{SlurmServer.Port}", user = Environment.UserName },
            secret = token,
        }, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(ct));
        while ((await hub.GetAsync($"/api/v1/compute/sites/{Site}", ct))["partitions"]!.AsArray().Count == 0)
            await Task.Delay(100, ct);
    }

    private static async Task<double> BareAsync(SlurmServer slurm, string token, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{SlurmServer.Port}/") };
        http.DefaultRequestHeaders.Add("X-SLURM-USER-NAME", Environment.UserName);
        http.DefaultRequestHeaders.Add("X-SLURM-USER-TOKEN", token);
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Jobs, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = ct }, async (_, stop) =>
        {
            using var body = JsonContent.Create(new
            {
                script = "#!/bin/bash\nexec true\n",
                job = new { name = "bare", comment = "bare", tasks = 1, cpus_per_task = 1, memory_per_node = 100, time_limit = 10, partition = "main", current_working_directory = "/tmp", environment = new { PATH = "/usr/bin:/bin" } },
            });
            // It takes neither a character set nor a body of unknown length.
            body.Headers.ContentType = new("application/json");
            await body.LoadIntoBufferAsync(stop);
            using var answer = await http.PostAsync("slurm/v0.0.38/job/submit", body, stop);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(stop);
        });
        var rate = Jobs / clock.Elapsed.TotalSeconds;
        await slurm.CommandAsync("scancel", ct, "--name=bare");
        return rate;
    }

    /// <summary>Jobs are queued while the site is under maintenance; then it opens, and Slurm's own list is counted.</summary>
    private static async Task<double> HandAsync(HubServer hub, SlurmServer slurm, CancellationToken ct)
    {
        await SetMaintenanceAsync(hub, true, ct);
        await JobLoads.QueueAsync(hub, Site, Jobs, ct);
        await SetMaintenanceAsync(hub, false, ct);
        Stopwatch? clock = null;
        var (begun, count) = (0, 0);
        while (count < Jobs)
        {
            count = await PendingAsync(slurm, ct);
            if (clock is null && count > 0)
                (clock, begun) = (Stopwatch.StartNew(), count);
            await Task.Delay(20, ct);
        }

        return (count - begun) / clock!.Elapsed.TotalSeconds;
    }

    private static async Task<double> AgeAsync(HubServer hub, SlurmServer slurm, CancellationToken ct)
    {
        await JobLoads.QueueAsync(hub, Site, Live - Jobs, ct);
        while (await PendingAsync(slurm, ct) < Live)
            await Task.Delay(500, ct);
        var oldest = TimeSpan.Zero;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Watched; await Task.Delay(50, ct))
        {
            var asked = (DateTime)(await hub.GetAsync($"/api/v1/compute/sites/{Site}", ct))["health"]!["askedAt"]!;
            if (DateTime.UtcNow - asked is var age && age > oldest)
                oldest = age;
        }

        return oldest.TotalMilliseconds;
    }

    private static async Task<int> PendingAsync(SlurmServer slurm, CancellationToken ct) =>
        (await slurm.CommandAsync("squeue", ct, "-h", "-o", "%i", "-t", "PENDING")).Count(letter => letter == '\n');

    private static async Task SetMaintenanceAsync(HubServer hub, bool resting, CancellationToken ct)
    {
        object[] windows = resting ? [new { from = DateTime.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture), until = DateTime.UtcNow.AddHours(1).ToString("O", CultureInfo.InvariantCulture), reasonJa = "計測", reasonEn = "bench" }] : [];
        using var answer = await hub.Http.PutAsJsonAsync($"/api/v1/compute/sites/{Site}", new
        {
            nameJa = "計測",
            nameEn = "bench",
            engine = "slurm",
            slurm = new { endpoint = $"http://127.0.0.1:{SlurmServer.Port}", user = Environment.UserName },
            maintenance = windows,
        }, ct);
        answer.EnsureSuccessStatusCode();
    }
}
