using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Thread;

/// <summary>Appending to the thread and verifying it, beside plain SQLite doing the same bytes in the same run.</summary>
internal sealed class ThreadBench : IBench
{
    private const int Single = 5_000;
    private const int Batched = 50_000;
    private const int BatchSize = 100;
    private const int Verified = 200_000;
    private const int Runs = 3;

    public string Name => "thread";

    public string Purpose => "events appended to the thread and verified, events/s, beside plain inserts and a plain read";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-thread-").FullName;
        try
        {
            var (plain, append, ratio) = await Alternate(folder, Single, 1, ct);
            var (plainBatched, appendBatched, ratioBatched) = await Alternate(folder, Batched, BatchSize, ct);
            var sameContext = await SameContextAsync(folder, ct);
            var (read, verify, ratioRead) = await ReadAndVerify(folder, ct);
            return
            [
                new("plainInsertPerSecond", "Plain SQLite: one event per transaction", plain, "events/s"),
                new("appendPerSecond", "Thread: one event per transaction", append, "events/s"),
                new("appendSameContextPerSecond", "Thread: the same, all in one context and open connection", sameContext, "events/s"),
                new("plainInsertBatchedPerSecond", $"Plain SQLite: {BatchSize} events per transaction", plainBatched, "events/s"),
                new("appendBatchedPerSecond", $"Thread: {BatchSize} events per transaction", appendBatched, "events/s"),
                new("plainReadPerSecond", "Plain read of the table", read, "events/s"),
                new("verifyPerSecond", $"Verification of {Verified:N0} events", verify, "events/s"),
                new("appendOverPlainInsert", "Append over plain insert", ratio, ""),
                new("appendBatchedOverPlainInsert", "Append over plain insert, batched", ratioBatched, ""),
                new("verifyOverPlainRead", "Verification over plain read", ratioRead, ""),
            ];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Plain and thread in turn, so that a slow minute of the machine meets both.</summary>
    private static async Task<(double Plain, double Thread, double Ratio)> Alternate(string folder, int count, int batch, CancellationToken ct)
    {
        var rates = new List<(double Plain, double Thread)>();
        for (var run = 0; run <= Runs; run++)
        {
            var (source, target) = (Path.Combine(folder, $"thread-{batch}-{run}.db"), Path.Combine(folder, $"plain-{batch}-{run}.db"));
            await MigrateAsync(source, ct);
            await MigrateAsync(target, ct);
            var thread = await RateAsync(count, () => AppendAsync(source, count, batch, ct));
            var rows = await RowsAsync(source, ct);
            var plain = await RateAsync(count, () =>
            {
                PlainInserts.Run(target, rows, batch, ct);
                return Task.CompletedTask;
            });
            if (run > 0)
                rates.Add((plain, thread));
        }

        return Middle(rates);
    }

    private static async Task<(double Plain, double Thread, double Ratio)> ReadAndVerify(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, "verified.db");
        await MigrateAsync(path, ct);
        await AppendAsync(path, Verified, 1_000, ct);
        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync(ct);
        var rates = new List<(double Plain, double Thread)>();
        for (var run = 0; run <= Runs; run++)
        {
            var plain = await RateAsync(Verified, () => Task.FromResult(PlainInserts.Read(connection)));
            var thread = await RateAsync(Verified, () => Task.FromResult(Sound(ThreadVerifier.Verify(connection, null, ct))));
            if (run > 0)
                rates.Add((plain, thread));
        }

        return Middle(rates);
    }

    private static async Task AppendAsync(string path, int count, int batch, CancellationToken ct)
    {
        for (var at = 0; at < count; at += batch)
        {
            // A context of its own for each transaction, as each request has one.
            await using var db = Open(path);
            for (var index = at; index < Math.Min(at + batch, count); index++)
                db.Record(BenchEntries.Of(index));
            await db.SaveChangesAsync(ct);
        }
    }

    /// <summary>What is left of the cost when no context is made and no connection opened for each transaction.</summary>
    private static async Task<double> SameContextAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, "same-context.db");
        await MigrateAsync(path, ct);
        await using var db = Open(path);
        await db.Database.OpenConnectionAsync(ct);
        return await RateAsync(Single, async () =>
        {
            for (var index = 0; index < Single; index++)
            {
                db.Record(BenchEntries.Of(index));
                await db.SaveChangesAsync(ct);
            }
        });
    }

    private static async Task<double> RateAsync(int count, Func<Task> action)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await action();
        return count / clock.Elapsed.TotalSeconds;
    }

    private static (double Plain, double Thread, double Ratio) Middle(List<(double Plain, double Thread)> rates)
    {
        static double Of(IEnumerable<double> values) => values.Order().ElementAt(Runs / 2);
        return (Of(rates.Select(rate => rate.Plain)), Of(rates.Select(rate => rate.Thread)), Of(rates.Select(rate => rate.Thread / rate.Plain)));
    }

    private static ThreadVerdict Sound(ThreadVerdict verdict) => verdict is { Valid: true, Length: Verified }
        ? verdict
        : throw new InvalidOperationException($"The thread is not sound: {verdict}");

    private static async Task MigrateAsync(string path, CancellationToken ct)
    {
        await using var db = Open(path);
        await db.Database.MigrateAsync(ct);
    }

    private static async Task<List<PlainRow>> RowsAsync(string path, CancellationToken ct)
    {
        await using var db = Open(path);
        var ties = (await db.Set<TieRow>().AsNoTracking().ToListAsync(ct)).ToLookup(tie => tie.Seq);
        var records = await db.Set<EventRow>().AsNoTracking().OrderBy(row => row.Seq).ToListAsync(ct);
        return [.. records.Select(row => new PlainRow(row, [.. ties[row.Seq].OrderBy(tie => tie.Position)]))];
    }

    private static readonly Dictionary<string, DbContextOptions<HubDb>> Options = [];

    private static HubDb Open(string path)
    {
        if (!Options.TryGetValue(path, out var options))
        {
            var builder = new DbContextOptionsBuilder<HubDb>();
            builder.UseRecords(path);
            Options[path] = options = builder.Options;
        }

        return new(options);
    }
}
