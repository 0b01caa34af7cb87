using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Usage;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Allocations;

/// <summary>Brings what a job was charged to what its site's accounting says it used, however often that changes.</summary>
public static class SettleCharge
{
    /// <summary>Saves what is staged in the context, and settles the job with it: both, or neither.</summary>
    public static async Task SaveAsync(HubDb db, string jobId, DateTime now, CancellationToken stop)
    {
        var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(stop) : null;
        try
        {
            await db.SaveChangesAsync(stop);
            await RunAsync(db, jobId, false, now, stop);
            if (own is not null)
                await own.CommitAsync(stop);
        }
        finally
        {
            if (own is not null)
                await own.DisposeAsync();
        }
    }

    /// <summary>In the transaction that somebody else begins and commits.</summary>
    /// <param name="final">No more records of usage are waited for.</param>
    public static async Task RunAsync(HubDb db, string jobId, bool final, DateTime now, CancellationToken stop)
    {
        var job = await db.Set<Job>().AsNoTracking().FirstAsync(row => row.Id == jobId, stop);
        if (job.AllocationId is not { } allocation)
            return;
        var records = await db.Set<UsageRecord>().AsNoTracking().Where(row => row.JobId == jobId).ToListAsync(stop);
        var available = await db.Set<Balance>().Where(row => row.AllocationId == allocation).Select(row => row.Available).FirstAsync(stop);
        var before = new Charge(job.Reserved, job.Spent, job.Borne);
        var movements = before.Settle(available, Used(job, records), job.Ended && (final || IsComplete(job, records)));
        var charge = before;
        foreach (var movement in movements)
        {
            charge = charge.After(movement);
            await LedgerBook.PostAsync(db, new() { At = now, AllocationId = allocation, Kind = movement.Kind, From = movement.From, To = movement.To, Amount = movement.Amount, JobId = jobId }, stop);
        }

        if (movements.Count > 0)
        {
            await db.Set<Job>().Where(row => row.Id == jobId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Reserved, charge.Reserved).SetProperty(row => row.Spent, charge.Spent).SetProperty(row => row.Borne, charge.Borne), stop);
        }
    }

    /// <returns>Micro-credits of every run but those under which the infrastructure failed.</returns>
    public static long Used(Job job, IEnumerable<UsageRecord> records) =>
        records.Where(record => !job.Unbilled.Contains(record.EngineJobId) && !record.Measure.FailedUnderIt).Sum(record => MicroCredits.Of(record.Credits));

    /// <summary>Is everything known that an ended job will be charged for? Accounting comes later than the end.</summary>
    public static bool IsComplete(Job job, IReadOnlyList<UsageRecord> records) =>
        job.Attempt == 0
        || (job.SiteId != Site.Embedded && job.EngineJobId is null && job.HandedAt is null)
        || job.Unbilled.Contains(job.RunAtEngine)
        || records.Any(record => record.EngineJobId == job.RunAtEngine);
}
