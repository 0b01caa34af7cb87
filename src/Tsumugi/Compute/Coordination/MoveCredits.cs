using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Coordination;

/// <summary>Gives what one allocation does not need to another: two postings in one transaction, and both allocations say so on the thread.</summary>
public static class MoveCredits
{
    private const int LongestReason = 1000;

    public static async Task<Outcome<Allocation>> RunAsync(HubDb db, Caller caller, string from, MoveRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Set<Allocation>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == from, stop) is not { } source)
            return FindAllocation.NoSuch(from);
        var target = await db.Set<Allocation>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == request.To, stop);
        var available = MicroCredits.ToCredits(await db.Set<Balance>().Where(row => row.AllocationId == from).Select(row => row.Available).FirstAsync(stop));
        if (Check(source, target, request, available, now) is { } faults)
            return faults;
        var amount = MicroCredits.Of(request.Credits);
        foreach (var (allocation, kind, leaves, enters) in ((Allocation, string, LedgerAccount, LedgerAccount)[])
            [(source, "allocation.gave", LedgerAccount.Available, LedgerAccount.Programme), (target!, "allocation.received", LedgerAccount.Programme, LedgerAccount.Available)])
        {
            await LedgerBook.PostAsync(db, new() { At = now, AllocationId = allocation.Id, Kind = PostingKind.Move, From = leaves, To = enters, Amount = amount }, stop);
            db.Record(new()
            {
                Actor = caller.Node,
                Kind = kind,
                Subject = allocation.Node,
                Facts = new Dictionary<string, object?> { ["credits"] = request.Credits, ["from"] = source.Id, ["to"] = target!.Id, ["reason"] = request.Reason.Trim() },
            });
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return source;
    }

    /// <param name="target">Null when there is none of that name.</param>
    /// <param name="available">Credits of the source.</param>
    public static Refusal? Check(Allocation source, Allocation? target, MoveRequest request, decimal available, DateTime now) => new FieldFaults()
        .Need(target is not null && target.Id != source.Id, "to", new("移し先の割り当てがありません。", "There is no such other allocation."))
        .Need(target?.IsActive(now) != false, "to", new("移し先の期間は今ではありません。", "The other allocation's period is not now."))
        .Need(request.Credits > 0, "credits", new("0 より大きくしてください。", "It must be more than 0."))
        .Need(request.Credits <= available, "credits", new($"移せるのは、利用可能な {available:#,0.##} クレジットまでです。", $"At most the {available:#,0.##} credits that are available can be moved."))
        .Need(request.Reason.Trim().Length is > 0 and <= LongestReason, "reason", new($"理由を {LongestReason} 文字以内で書いてください。", $"Give a reason of up to {LongestReason} characters."))
        .ToRefusal("bad-move");
}
