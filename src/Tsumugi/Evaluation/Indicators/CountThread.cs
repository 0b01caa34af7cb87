using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <param name="To">The last record that every definition has looked at.</param>
/// <param name="Head">The last record of the thread.</param>
public readonly record struct CountProgress(long To, long Head)
{
    public bool IsDone => To == Head;
}

/// <summary>Counts the records that were written since it last did. What it keeps follows from the thread alone.</summary>
public sealed class CountThread : IDisposable
{
    /// <summary>Records of one transaction: small enough that whoever else writes waits for moments only.</summary>
    private const int Batch = 20_000;

    private readonly SemaphoreSlim _one = new(1);
    private bool _shippedTaken;

    /// <summary>One batch, for a page that wants to be up to date; background work does the rest.</summary>
    public async Task<CountProgress> StepAsync(HubDb db, CancellationToken stop)
    {
        if (_shippedTaken && await ProgressAsync(db, stop) is { IsDone: true } done)
            return done;
        await _one.WaitAsync(stop);
        try
        {
            if (!_shippedTaken)
            {
                await Definitions.TakeShippedAsync(db, stop);
                _shippedTaken = true;
            }

            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            var progress = await ProgressAsync(db, stop);
            if (progress.IsDone)
                return progress;
            var definitions = await Definitions.AllAsync(db, stop);
            var to = Math.Min(progress.Head, progress.To + Batch);
            using (var batch = new CountBatch(db.Database.GetDbConnection(), transaction.GetDbTransaction(), definitions, progress.To, to))
                batch.Run(stop);
            await db.Set<DefinitionRow>().Where(row => row.CountedTo < to).ExecuteUpdateAsync(change => change.SetProperty(row => row.CountedTo, to), stop);
            await transaction.CommitAsync(stop);
            return progress with { To = to };
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static async Task<CountProgress> ProgressAsync(HubDb db, CancellationToken stop)
    {
        var head = await db.Set<EventRow>().MaxAsync(row => (long?)row.Seq, stop) ?? 0;
        return new(await db.Set<DefinitionRow>().MinAsync(row => (long?)row.CountedTo, stop) ?? head, head);
    }
}
