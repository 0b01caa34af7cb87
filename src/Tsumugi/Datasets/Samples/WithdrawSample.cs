using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Samples;

namespace Tsumugi.Datasets.Samples;

/// <summary>The consent to a sample was taken back: nothing new may use what was made from it, however far, and what does has ended.</summary>
public sealed class WithdrawSample(HubDb db, IEnumerable<IEndsWithWithdrawal> ending)
{
    /// <param name="id"><c>institution/name</c>.</param>
    public async Task<Outcome<Withdrawal>> RunAsync(Caller caller, string id, string? reason, DateTime now, CancellationToken stop)
    {
        var found = await FindSample.RunAsync(db, caller, Act.Read, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskSteward(caller, found.Value.InstitutionId) is { } refusal)
            return refusal;
        if (WithdrawData.Faults(new WithdrawalRequest(reason ?? "", true, null)).ToRefusal("bad-withdrawal") is { } fault)
            return fault;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var node = found.Value.Node.ToString();
        if (await db.Set<Withdrawal>().AnyAsync(row => row.Dataset == node, stop))
            return Already(id);
        var withdrawal = new Withdrawal
        {
            Id = RandomId.Make(12),
            Dataset = node,
            InstitutionId = found.Value.InstitutionId,
            Subjects = [],
            Reason = reason!.Trim(),
            PersonId = caller.PersonId!,
            At = now,
        };
        db.Add(withdrawal);
        await db.SaveChangesAsync(stop);
        var reach = await WithdrawalReach.OfAsync(db, withdrawal, stop);
        var after = new List<Action>();
        foreach (var one in ending)
            after.Add(await one.EndAsync(db, withdrawal, reach, caller, now, stop));
        db.Record(new() { Actor = caller.Node, Kind = "sample.withdrawn", Subject = found.Value.Node, Facts = new Dictionary<string, object?> { ["withdrawal"] = withdrawal.Id, ["reason"] = withdrawal.Reason } });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        after.ForEach(act => act());
        return withdrawal;
    }

    private static Refusal Already(string id) => Refusal.Conflict(
        "already-withdrawn",
        new($"試料 {id} は、すでに撤回されています。", $"The sample {id} is withdrawn already."),
        new("影響の報告で、対応の状況を確かめてください。", "See its impact report for what is left to do."));
}
