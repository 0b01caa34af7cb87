using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Bench.Compute;

/// <summary>Postings into real records, in transactions of the size of those that take jobs in; then all of them are added up again.</summary>
internal static class LedgerLoads
{
    private const int Allocations = 100;
    private const int Batch = 128;
    private const int Batches = 500;

    /// <summary>A job's way through the books: reserved, settled, the rest released.</summary>
    private static readonly (PostingKind Kind, LedgerAccount From, LedgerAccount To, long Amount)[] Way =
    [
        (PostingKind.Reserve, LedgerAccount.Available, LedgerAccount.Reserved, 3),
        (PostingKind.Settle, LedgerAccount.Reserved, LedgerAccount.Spent, 2),
        (PostingKind.Release, LedgerAccount.Reserved, LedgerAccount.Available, 1),
    ];

    public static async Task<Figure> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-ledger-").FullName;
        try
        {
            var options = new DbContextOptionsBuilder<HubDb>();
            options.UseRecords(Path.Combine(folder, "records.db"));
            await using var db = new HubDb(options.Options);
            await db.Database.MigrateAsync(ct);
            await OpenAsync(db, ct);
            await PostAsync(db, 0, 20, ct);
            var clock = Stopwatch.StartNew();
            await PostAsync(db, 20, Batches, ct);
            var rate = (Batches - 20) * Batch / clock.Elapsed.TotalSeconds;
            return (await VerifyLedger.RunAsync(db, ct)) is { Count: > 0 } wrong
                ? throw new InvalidOperationException($"The books of {string.Join(", ", wrong)} do not balance.")
                : new("ledgerPostingsPerSecond", $"Postings, {Batch} in a transaction, over {Allocations} allocations; the balance proven after", rate, "1/s");
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task OpenAsync(HubDb db, CancellationToken ct)
    {
        for (var i = 0; i < Allocations; i++)
            LedgerBook.Open(db, $"allocation-{i}");
        await db.SaveChangesAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        for (var i = 0; i < Allocations; i++)
            await LedgerBook.PostAsync(db, Of(i, (PostingKind.Award, LedgerAccount.Programme, LedgerAccount.Available, 1_000_000)), ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task PostAsync(HubDb db, int from, int to, CancellationToken ct)
    {
        for (var batch = from; batch < to; batch++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            for (var i = 0; i < Batch; i++)
            {
                var number = (batch * Batch) + i;
                if (!await LedgerBook.PostAsync(db, Of(number / Way.Length % Allocations, Way[number % Way.Length], $"job-{number / Way.Length}"), ct))
                    throw new InvalidOperationException("An account that had enough refused.");
            }

            await transaction.CommitAsync(ct);
        }
    }

    private static Posting Of(int allocation, (PostingKind Kind, LedgerAccount From, LedgerAccount To, long Amount) movement, string? job = null) => new()
    {
        At = DateTime.UtcNow,
        AllocationId = $"allocation-{allocation}",
        Kind = movement.Kind,
        From = movement.From,
        To = movement.To,
        Amount = movement.Amount,
        JobId = job,
    };
}
