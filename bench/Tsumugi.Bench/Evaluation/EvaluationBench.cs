using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tsumugi.Compute;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Evaluation.Portfolio;
using Tsumugi.Evaluation.Sheets;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Bench.Evaluation;

/// <summary>Indicators, their evidence and a sheet over ten million uses of models.</summary>
internal sealed class EvaluationBench : IBench
{
    private static readonly Caller Office = new() { PersonId = "office", IsOperator = true };

    private static readonly FiscalYear Year = new(2027);

    public string Name => "evaluation";

    public string Purpose => "indicators, evidence and sheets over TSUMUGI_BENCH_USES (10,000,000) uses, 100,000 jobs, 20,000 people, 5,000 projects";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var uses = int.Parse(Environment.GetEnvironmentVariable("TSUMUGI_BENCH_USES") ?? "10000000", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-evaluation-").FullName;
        try
        {
            return await MeasureAsync(new(Path.Combine(folder, "records.db"), uses), ct);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(MadeProgramme made, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        await made.WriteAsync(ct);
        Console.Error.WriteLine($"made in {clock.Elapsed.TotalSeconds:0} s");
        using var thread = new CountThread();
        clock.Restart();
        CountProgress progress;
        do
        {
            await using var step = made.Open();
            progress = await thread.StepAsync(step, ct);
        }
        while (!progress.IsDone);
        var countPerSecond = progress.Head / clock.Elapsed.TotalSeconds;
        Console.Error.WriteLine($"counted in {clock.Elapsed.TotalSeconds:0} s");

        await using var db = made.Open();
        var count = new CountIndicators(db, thread);
        var evidence = new ReadEvidence(db, count, new VisibleLineage([]));
        var definitions = await Definitions.AllAsync(db, ct);
        var (slowest, page) = (0.0, 0.0);
        foreach (var known in definitions)
        {
            slowest = Math.Max(slowest, await Median.SecondsAsync(3, () => NumbersAsync(count, known, ct), ct));
            foreach (var institution in (string?[])[null, MadeProgramme.Institution(0), MadeProgramme.Institution(59)])
                page = Math.Max(page, await Median.SecondsAsync(3, () => PagesAsync(evidence, known, institution, ct), ct));
        }

        var options = new HubOptions { DataFolder = "", WorkerPath = "", RecipeFolder = "" };
        var sheet = await Median.SecondsAsync(3, () => SheetAsync(db, count, options, ct), ct);
        var portfolio = await Median.SecondsAsync(3, () => new ShowPortfolio(db, count).RunAsync(new(null, null, null, 1), ct), ct);
        var (bytes, rowsPerSecond) = await ExportAsync(evidence, definitions.First(known => known.Row.Name == "modelUses"), ct);
        return
        [
            new("indicatorSeconds", "Slowest indicator, by year and by institution", slowest, "s"),
            new("evidencePageMs", "Slowest page of evidence (100 rows), first and next", page * 1000, "ms"),
            new("portfolioMs", "The portfolio's first page", portfolio * 1000, "ms"),
            new("sheetSeconds", "An evaluation sheet as a Word document", sheet, "s"),
            new("exportPeakBytes", "Memory that exporting all uses of a year added", bytes, "bytes"),
            new("exportRowsPerSecond", "Rows of evidence written as CSV", rowsPerSecond, "rows/s"),
            new("countRecordsPerSecond", "Records counted by all definitions, the first time", countPerSecond, "records/s"),
        ];
    }

    private static async Task NumbersAsync(CountIndicators count, KnownIndicator known, CancellationToken ct)
    {
        await count.CatchUpAsync(ct);
        await count.CountAsync(known, new() { Year = Year }, ct);
        await count.ByInstitutionAsync(known, new() { Year = Year }, ct);
    }

    private static async Task PagesAsync(ReadEvidence evidence, KnownIndicator known, string? institution, CancellationToken ct)
    {
        var filter = new IndicatorFilter { Year = Year, Institution = institution };
        var first = await evidence.PageAsync(Office, known, filter, EvidencePlace.Beginning, 100, ct);
        if (first.Next is { } next)
            await evidence.PageAsync(Office, known, filter, next, 100, ct);
    }

    private static async Task SheetAsync(HubDb db, CountIndicators count, HubOptions options, CancellationToken ct)
    {
        var made = await new MakeSheet(db, new ShowYear(db, count, options), options).RunAsync(SheetKind.Interim, 2028, new(2028, 11, 1, 0, 0, 0, DateTimeKind.Utc), ct);
        if (FillTemplate.Run(await new SheetTemplates(options).FindAsync(SheetKind.Interim, ct), made.Fields).Refused)
            throw new InvalidOperationException("The sheet was refused.");
    }

    private static async Task<(double Bytes, double RowsPerSecond)> ExportAsync(ReadEvidence evidence, KnownIndicator uses, CancellationToken ct)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        var (before, most, rows, clock) = (process.WorkingSet64, 0L, 0L, Stopwatch.StartNew());
        await using var nowhere = new StreamWriter(Stream.Null);
        await EvidenceCsv.WriteAsync(nowhere, evidence.AllAsync(Office, uses, new() { Year = Year }, ct).Select(page =>
        {
            rows += page.Rows.Count;
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64 - before);
            return page;
        }));
        return (most, rows / clock.Elapsed.TotalSeconds);
    }
}
