using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Bench.Registry;

/// <summary>Many small things: repositories to search, files of one tree, points of training curves.</summary>
internal static class RegistryLoads
{
    private const int Repositories = 100_000;
    private const int Files = 100_000;
    private const int Clients = 20;
    private const int BatchPoints = 50;
    private const int Questions = 200;
    private static readonly TimeSpan MetricTime = TimeSpan.FromSeconds(10);

    /// <summary>The words are drawn so that some are in most titles and some in few.</summary>
    private static readonly (string Ja, string En)[] Words =
    [
        ("ヒト", "human"), ("マウス", "mouse"), ("肺", "lung"), ("肝臓", "liver"), ("遺伝子発現", "gene expression"), ("タンパク質", "protein"), ("単一細胞", "single-cell"),
        ("顕微鏡画像", "microscopy"), ("ゲノム", "genome"), ("基盤モデル", "foundation model"), ("抗体", "antibody"), ("転写因子", "transcription factor"),
        ("メチル化", "methylation"), ("腫瘍", "tumour"), ("免疫", "immune"), ("神経", "neural"), ("時系列", "time course"), ("臨床", "clinical"),
    ];

    private static readonly string[] Asked =
    [
        "lung", "肺", "遺伝子", "single-cell", "expression", "タンパク質 肝臓", "model-04242", "0777", "基盤モデル", "tumour immune", "メチル", "not there", "ヒト", "transcr", "抗体 mouse",
    ];

    /// <summary>100,000 repositories in the records of a hub that is not running.</summary>
    public static async Task FillAsync(string state, CancellationToken ct)
    {
        await using (var db = Open(state))
        {
            var (random, start) = (new Random(7), DateTime.UtcNow.AddYears(-1));
            for (var number = 0; number < Repositories; number++)
            {
                var drawn = Enumerable.Range(0, 4).Select(_ => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 2))]).Distinct().ToList();
                var (kind, name, at) = (number % 2 == 0 ? RepositoryKinds.Model : RepositoryKinds.Dataset, $"model-{number:00000}", start.AddMinutes(number));
                db.Add(new Repository
                {
                    Kind = kind,
                    InstitutionId = HubServer.Institution,
                    Name = name,
                    Slug = name,
                    TitleJa = string.Join("の", drawn.Select(word => word.Ja)),
                    TitleEn = string.Join(' ', drawn.Select(word => word.En)),
                    Card = "",
                    CardData = """{"license":"mit","tags":["biology"]}""",
                    Visibility = Visibility.Hub,
                    Conditions = DataUseConditions.None,
                    CreatedAt = at,
                    UpdatedAt = at,
                });
                db.Add(new RepositoryName { Kind = kind, InstitutionId = HubServer.Institution, Slug = name, Name = name });
                if (number % 5000 == 4999)
                {
                    await db.SaveChangesAsync(ct);
                    db.ChangeTracker.Clear();
                }
            }
        }

        SqliteConnection.ClearAllPools();
    }

    public static async Task<IReadOnlyList<Figure>> SearchAsync(HubServer hub, CancellationToken ct)
    {
        var found = 0;
        async Task<double> AskAsync(int number)
        {
            var clock = Stopwatch.StartNew();
            var answer = await hub.GetAsync($"/api/{(number % 2 == 0 ? "models" : "datasets")}?limit=20&search={Uri.EscapeDataString(Asked[number % Asked.Length])}", ct);
            found += answer.AsArray().Count;
            return clock.Elapsed.TotalMilliseconds;
        }

        // The first question reads all names from the records.
        var first = await AskAsync(0);
        for (var number = 0; number < 20; number++)
            await AskAsync(number);
        var times = new List<double>();
        for (var number = 0; number < Questions; number++)
            times.Add(await AskAsync(number));
        times.Sort();
        if (found == 0)
            throw new InvalidOperationException("The search found nothing.");
        return
        [
            new("searchP99Ms", $"Search over {Repositories:N0} repositories, 99th percentile", times[(int)(times.Count * 0.99)], "ms"),
            new("searchMedianMs", "The same, median", times[times.Count / 2], "ms"),
            new("searchFirstMs", "The first question after a start", first, "ms"),
        ];
    }

    public static async Task<Figure> TreeAsync(HubServer hub, CancellationToken ct)
    {
        await hub.CreateAsync("wide", ct);
        await hub.CommitAsync(
            "wide", Enumerable.Range(0, Files).Select(number => $$$"""{"key":"file","value":{"path":"data/{{{number / 1000:000}}}/{{{number:000000}}}.txt","content":"eA==","encoding":"base64"}}"""), ct);
        var times = new List<double>();
        for (string? next = $"/api/models/{HubServer.Institution}/wide/tree/main?recursive=true"; next is not null;)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await hub.Http.GetAsync(next, ct);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(ct);
            times.Add(clock.Elapsed.TotalMilliseconds);
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        // The first page warms the code up; of the rest the slow ones count.
        times.RemoveAt(0);
        times.Sort();
        return new("treePageMs", $"A page of 1,000 in a tree of {Files:N0} files, 99th percentile", times[(int)(times.Count * 0.99)], "ms");
    }

    public static async Task<Figure> MetricsAsync(HubServer hub, CancellationToken ct)
    {
        const string Base = "/api/2.0/mlflow/";
        var experiment = (string)(await hub.PostAsync(Base + "experiments/create", new { name = $"{HubServer.Institution}/points" }, ct))["experiment_id"]!;
        var runs = new List<string>();
        for (var client = 0; client < Clients; client++)
            runs.Add((string)(await hub.PostAsync(Base + "runs/create", new { experiment_id = experiment, start_time = 0 }, ct))["run"]!["info"]!["run_id"]!);
        long points = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(runs.Select(run => Task.Run(
            async () =>
            {
                for (var step = 0; clock.Elapsed < MetricTime; step += BatchPoints)
                {
                    var metrics = new JsonArray([.. Enumerable.Range(step, BatchPoints).Select(at => (JsonNode)new JsonObject
                    {
                        ["key"] = "loss", ["value"] = 1.0 / (at + 1), ["timestamp"] = 1_790_000_000_000 + at, ["step"] = at,
                    })]);
                    await hub.PostAsync(Base + "runs/log-batch", new { run_id = run, metrics }, ct);
                    Interlocked.Add(ref points, BatchPoints);
                }
            },
            ct)));
        var seconds = clock.Elapsed.TotalSeconds;
        var kept = await hub.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{Base}metrics/get-history?run_id={runs[0]}&metric_key=loss&max_results=10"), ct);
        if (kept["metrics"]!.AsArray().Count != 10)
            throw new InvalidOperationException("The points were not kept.");
        return new("metricPointsPerSecond", $"Metric points logged by {Clients} clients, {BatchPoints} a request", points / seconds, "points/s");
    }

    private static HubDb Open(string state)
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(state, "records.db"));
        return new(options.Options);
    }
}
