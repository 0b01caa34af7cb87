using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Allocations;

/// <summary>Sets a job's worst case aside, where there is enough. Runs alone in the records, so that no two jobs are promised the same.</summary>
public static class ReserveCredits
{
    /// <param name="amount">Micro-credits, more than 0.</param>
    /// <returns>What pays.</returns>
    public static async Task<Outcome<Allocation>> StageAsync(HubDb db, Payers payers, string site, string jobId, long amount, DateTime now, CancellationToken stop)
    {
        foreach (var allocation in payers.Allocations.Where(row => row.Covers(site)))
        {
            if (await LedgerBook.PostAsync(db, Reserve(allocation), stop))
                return allocation;
        }

        if (payers.Grant is { } policy && policy.Covers(site)
            && await GrantExploratory.StageAsync(db, policy, payers.PersonId, now, stop) is { } granted && await LedgerBook.PostAsync(db, Reserve(granted), stop))
            return granted;
        return NotEnough(site, amount, await LeftAsync(db, payers, site, now, stop));

        Posting Reserve(Allocation from) => new()
        {
            At = now,
            AllocationId = from.Id,
            Kind = PostingKind.Reserve,
            From = LedgerAccount.Available,
            To = LedgerAccount.Reserved,
            Amount = amount,
            JobId = jobId,
        };
    }

    private static async Task<List<Balance>> LeftAsync(HubDb db, Payers payers, string site, DateTime now, CancellationToken stop)
    {
        var ids = payers.Allocations.Where(row => row.Covers(site)).Select(row => row.Id).ToList();
        if (payers.Grant is not null)
            ids.AddRange(await db.Set<Allocation>().Where(row => row.PersonId == payers.PersonId && row.Exploratory && row.Until > now).Select(row => row.Id).ToListAsync(stop));
        return await db.Set<Balance>().AsNoTracking().Where(row => ids.Contains(row.AllocationId)).OrderBy(row => row.AllocationId).ToListAsync(stop);
    }

    public static Refusal NotEnough(string site, long amount, IReadOnlyList<Balance> left)
    {
        var asked = MicroCredits.ToCredits(amount);
        var ja = string.Join("、", left.Select(row => $"{row.AllocationId} の残りは {MicroCredits.ToCredits(row.Available):#,0.##}"));
        var en = string.Join(", ", left.Select(row => $"{row.AllocationId} has {MicroCredits.ToCredits(row.Available):#,0.##} left"));
        return Refusal.Conflict(
            "not-enough-credits",
            new(
                $"このジョブには、計算拠点 {site} で最大 {asked:#,0.##} クレジットが必要です。{(left.Count == 0 ? "使える割り当てがありません" : ja)}。",
                $"This job needs up to {asked:#,0.##} credits at {site}; {(left.Count == 0 ? "there is no allocation that may pay" : en)}."),
            new(
                "実行時間の上限・コア数・GPU 数を減らすか、実行中のジョブが終わって予約が戻るのを待つか、ハブの運用担当者に割り当てを依頼してください。",
                "Ask for less time, fewer cores or GPUs, wait until running jobs end and give back what they reserve, or ask the hub's operators for an allocation."));
    }
}
