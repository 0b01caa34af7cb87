using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>Runs a change in one transaction; a refusal leaves nothing behind.</summary>
/// <remarks>
/// The records have one writer at a time, and SQLite's driver sleeps 150 ms whenever it finds them taken: many training
/// scripts would mostly sleep. Here they queue and follow each other at once.
/// </remarks>
internal static class OneWriter
{
    private static readonly SemaphoreSlim Turn = new(1);

    public static async Task<Outcome<T>> RunAsync<T>(HubDb db, Func<DbTransaction, Task<Outcome<T>>> write, CancellationToken stop)
    {
        await Turn.WaitAsync(stop);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            var done = await write(transaction.GetDbTransaction());
            if (!done.Refused)
                await transaction.CommitAsync(stop);
            return done;
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>For changes made through the change tracker alone.</summary>
    public static Task<Outcome<Nothing>> SaveAsync(HubDb db, CancellationToken stop) => RunAsync<Nothing>(
        db,
        async _ =>
        {
            await db.SaveChangesAsync(stop);
            return Nothing.Instance;
        },
        stop);
}
