using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Allocations;

/// <summary>Ends allocations: what is available goes back to the programme; what jobs have reserved stays until they are settled.</summary>
public static class LapseAllocation
{
    /// <summary>Before its period is over, by an operator.</summary>
    public static async Task<Outcome<Allocation>> EndAsync(HubDb db, Caller caller, string id, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Set<Allocation>().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } allocation)
            return FindAllocation.NoSuch(id);
        await EndAsync(db, caller.Node, allocation, now, stop);
        await transaction.CommitAsync(stop);
        return allocation;
    }

    /// <summary>In the transaction that somebody else begins and commits. One that is over stays as it is.</summary>
    internal static async Task EndAsync(HubDb db, NodeRef actor, Allocation allocation, DateTime now, CancellationToken stop)
    {
        if (allocation.EndedAt is not null || allocation.Until <= now)
            return;
        allocation.EndedAt = now;
        await LapseAsync(db, actor, allocation, "allocation.ended", now, stop);
    }

    /// <summary>All whose time is over and that still have something.</summary>
    public static async Task<int> RunAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var over = await db.Set<Allocation>()
            .Where(row => (row.Until <= now || row.EndedAt != null) && db.Set<Balance>().Any(balance => balance.AllocationId == row.Id && balance.Available > 0))
            .ToListAsync(stop);
        foreach (var allocation in over)
            await LapseAsync(db, JobChanges.Hub, allocation, "allocation.lapsed", now, stop);
        await transaction.CommitAsync(stop);
        return over.Count;
    }

    private static async Task LapseAsync(HubDb db, NodeRef actor, Allocation allocation, string kind, DateTime now, CancellationToken stop)
    {
        var left = (await db.Set<Balance>().AsNoTracking().FirstAsync(row => row.AllocationId == allocation.Id, stop)).Available;
        if (left > 0)
            await LedgerBook.PostAsync(db, new() { At = now, AllocationId = allocation.Id, Kind = PostingKind.Lapse, From = LedgerAccount.Available, To = LedgerAccount.Programme, Amount = left }, stop);
        db.Record(new()
        {
            Actor = actor,
            Kind = kind,
            Subject = allocation.Node,
            Facts = new Dictionary<string, object?> { ["credits"] = MicroCredits.ToCredits(left) },
        });
        await db.SaveChangesAsync(stop);
    }
}
