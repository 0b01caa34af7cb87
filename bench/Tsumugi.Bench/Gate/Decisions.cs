using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Gate;

/// <summary>What a job's submission asks, of a model merged from chains of checkpoints.</summary>
internal static class Decisions
{
    /// <summary>In a process of its own: measures the first decision over these records.</summary>
    public const string ColdVariable = "TSUMUGI_BENCH_GATE_RECORDS";

    /// <summary>Leaves the warming out, to see what it spares.</summary>
    private const string UnwarmedVariable = "TSUMUGI_BENCH_GATE_UNWARMED";

    private const int Datasets = 300;
    private const int Chains = 20;
    private const int Steps = 2_500;
    private const int UsedByChain = 15;
    private const int Warm = 201;
    private const int Cold = 5;

    private static readonly NodeRef Merged = NodeRef.Parse("model:lab/merged@0");

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string path, CancellationToken ct)
    {
        var hub = new GateHub(path);
        await hub.BeginAsync([.. Enumerable.Range(0, Datasets).Select(at => GateHub.Repository("dataset", $"d{at}", Conditions(at))), .. Models()], ct);
        await hub.RecordAsync(Entries(), ct);
        await AssertAncestryAsync(hub, ct);

        var (warm, again) = (new List<double>(), new List<double>());
        for (var at = 0; at < Warm; at++)
        {
            warm.Add(await AskAsync(hub, ct));
            again.Add(await AskAgainAsync(hub, ct));
        }

        var (cold, unwarmed) = (new List<double>(), new List<double>());
        for (var at = 0; at < Cold; at++)
        {
            cold.Add(await InNewProcessAsync(path, true, ct));
            unwarmed.Add(await InNewProcessAsync(path, false, ct));
        }

        return
        [
            new("decisionWarmMs", "Decision over an ancestry of 100,000 nodes, warm", warm.Order().ElementAt(Warm / 2), "ms"),
            new("decisionWarmP99Ms", "… the 99th of a hundred", warm.Order().ElementAt(Warm * 99 / 100), "ms"),
            new("withdrawnAgainMs", "Whether it was withdrawn meanwhile, asked once more where a job is written down", again.Order().ElementAt(Warm / 2), "ms"),
            new("decisionColdMs", "The first decision of a hub that has just started", cold.Order().ElementAt(Cold / 2), "ms"),
            new("decisionUnwarmedMs", "… the first one in a process that did not warm its gate", unwarmed.Order().ElementAt(Cold / 2), "ms"),
        ];
    }

    /// <summary>A hub brings its records up to date and warms its gate before it answers anybody; then comes the first question.</summary>
    public static async Task<IReadOnlyList<Figure>> FirstAsync(string path, CancellationToken ct)
    {
        var hub = new GateHub(path);
        await using (var db = hub.Open())
        {
            await db.Database.MigrateAsync(ct);
            if (Environment.GetEnvironmentVariable(UnwarmedVariable) is null)
                await WarmGate.RunAsync(db, DateTime.UtcNow, ct);
        }

        return [new("decisionColdMs", "First decision in this process", await AskAsync(hub, ct), "ms")];
    }

    private static async Task<double> AskAsync(GateHub hub, CancellationToken ct)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var db = hub.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var effective = await EffectiveConditions.OfAsync(db, [Merged], ct);
        var refusal = effective.Refuse(Purpose.FoundationModelTraining.By(GateHub.Steward, [GateHub.Lab]), DateTime.UtcNow);
        var took = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        if (effective.Sources.Count != Datasets + Chains + 1 || refusal?.Code != "conditions")
            throw new InvalidOperationException($"The gate decided otherwise: {effective.Sources.Count} sources, {refusal?.Code}.");
        return took;
    }

    private static async Task<double> AskAgainAsync(GateHub hub, CancellationToken ct)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var db = hub.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var withdrawn = await FindWithdrawals.AskAsync(db, [Merged], ct);
        var took = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        return withdrawn is null ? took : throw new InvalidOperationException("Nothing of it was withdrawn.");
    }

    private static async Task<double> InNewProcessAsync(string path, bool warmed, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Decisions).Assembly.Location, "gate"]) { RedirectStandardOutput = true };
        start.Environment[ColdVariable] = path;
        if (!warmed)
            start.Environment[UnwarmedVariable] = "1";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return JsonDocument.Parse(said.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("decisionColdMs").GetDouble();
    }

    /// <summary>Sixty profiles; one in ten forbids training a model.</summary>
    private static DataUseConditions Conditions(int at) => new()
    {
        Permission = at % 3 == 0 ? Permission.HealthMedicalBiomedical : Permission.GeneralResearch,
        Modifiers = [.. (at % 2 == 0 ? (Modifier[])[Modifier.PublicationRequired] : [Modifier.NonCommercialUseOnly]), Modifier.ReturnToDatabase],
        Licences = [at % 5 == 0 ? "CC-BY-NC-4.0" : "CC-BY-4.0"],
        Due = new() { Return = new DateOnly(2030, 1, 1).AddMonths(at % 12) },
        ModelTraining = at % 10 == 0 ? Allowance.NotAllowed : Allowance.Allowed,
    };

    private static IEnumerable<Repository> Models() =>
        Enumerable.Range(0, Chains).Select(chain => $"m{chain}").Append("merged").Select(name => GateHub.Repository("model", name, DataUseConditions.None));

    private static IEnumerable<ThreadEntry> Entries()
    {
        var data = Enumerable.Range(0, Datasets).Select(at => NodeRef.Parse($"dataset:lab/d{at}@{at:x8}")).ToList();
        foreach (var dataset in data)
            yield return GateHub.Revised(dataset);
        for (var step = 0; step < Steps; step++)
        {
            for (var chain = 0; chain < Chains; chain++)
            {
                // Each goes on from its last checkpoint, with one of its datasets in turn.
                var before = step == 0 ? (NodeRef[])[] : [Checkpoint(chain, step - 1)];
                foreach (var entry in GateHub.Trained(Checkpoint(chain, step), $"train-{chain}-{step}", [.. before, data[((chain * UsedByChain) + (step % UsedByChain)) % Datasets]]))
                    yield return entry;
            }
        }

        foreach (var entry in GateHub.Trained(Merged, "merge", Enumerable.Range(0, Chains).Select(chain => Checkpoint(chain, Steps - 1))))
            yield return entry;
    }

    private static NodeRef Checkpoint(int chain, int step) => NodeRef.Parse(string.Create(CultureInfo.InvariantCulture, $"model:lab/m{chain}@{step:x8}"));

    private static async Task AssertAncestryAsync(GateHub hub, CancellationToken ct)
    {
        await using var db = hub.Open();
        var merged = Merged.ToString();
        var nodes = await db.Database.SqlQuery<int>(
            $"WITH RECURSIVE a(node) AS (SELECT {merged} UNION SELECT to_node FROM a JOIN thread_tie ON from_node = node) SELECT count(*) AS Value FROM a").SingleAsync(ct);
        if (nodes < 100_000)
            throw new InvalidOperationException($"The ancestry has {nodes} nodes.");
    }
}
