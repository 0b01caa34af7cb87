using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Ledger;

/// <summary>Adds all postings up again and compares: what balances and jobs say must be what was posted.</summary>
public static class VerifyLedger
{
    /// <returns>Allocations and jobs of which something is wrong; none when the books are right.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(HubDb db, CancellationToken stop)
    {
        var balances = new Dictionary<string, Balance>(StringComparer.Ordinal);
        var charges = new Dictionary<string, Charge>(StringComparer.Ordinal);
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var posting in db.Set<Posting>().AsNoTracking().OrderBy(row => row.Seq).AsAsyncEnumerable().WithCancellation(stop))
        {
            if (balances.GetValueOrDefault(posting.AllocationId, new() { AllocationId = posting.AllocationId }).After(posting) is { } after)
                balances[posting.AllocationId] = after;
            else
                wrong.Add(posting.AllocationId);
            if (posting.JobId is { } job)
                charges[job] = charges.GetValueOrDefault(job).After(new(posting.Kind, posting.From, posting.To, posting.Amount));
        }

        await foreach (var kept in db.Set<Balance>().AsNoTracking().AsAsyncEnumerable().WithCancellation(stop))
        {
            if (kept != balances.GetValueOrDefault(kept.AllocationId, new() { AllocationId = kept.AllocationId }) || kept.Total != 0)
                wrong.Add(kept.AllocationId);
        }

        var jobs = db.Set<Job>().AsNoTracking().Where(row => row.AllocationId != null).Select(row => new { row.Id, Charge = new Charge(row.Reserved, row.Spent, row.Borne) });
        await foreach (var job in jobs.AsAsyncEnumerable().WithCancellation(stop))
        {
            if (charges.GetValueOrDefault(job.Id) != job.Charge)
                wrong.Add(job.Id);
        }

        return [.. wrong];
    }
}
