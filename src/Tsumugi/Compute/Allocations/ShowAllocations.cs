using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Allocations;

/// <summary>Allocations with what they hold and how long they will last.</summary>
public static class ShowAllocations
{
    private const int PageSize = 50;

    /// <returns>Those that end last first.</returns>
    public static async Task<IReadOnlyList<AllocationView>> RunAsync(HubDb db, IQueryable<Allocation> asked, DateTime now, CancellationToken stop)
    {
        var rows = await asked.Join(db.Set<Balance>(), row => row.Id, balance => balance.AllocationId, (row, balance) => new { Allocation = row, Balance = balance })
            .OrderByDescending(row => row.Allocation.Until).ThenBy(row => row.Allocation.Id)
            .ToListAsync(stop);
        var active = rows.Where(row => row.Allocation.IsActive(now)).Select(row => row.Allocation.Id).ToList();
        var since = now - Burndown.Window;
        var used = await db.Set<Posting>()
            .Where(row => active.Contains(row.AllocationId) && row.At > since && (row.To == LedgerAccount.Spent || row.From == LedgerAccount.Spent))
            .GroupBy(row => row.AllocationId)
            .Select(group => new { group.Key, Used = group.Sum(row => row.To == LedgerAccount.Spent ? row.Amount : -row.Amount) })
            .ToDictionaryAsync(row => row.Key, row => row.Used, stop);
        return [.. rows.Select(row => View(row.Allocation, row.Balance, used.GetValueOrDefault(row.Allocation.Id), now))];
    }

    public static async Task<AllocationView> RunAsync(HubDb db, Allocation allocation, DateTime now, CancellationToken stop) =>
        (await RunAsync(db, db.Set<Allocation>().AsNoTracking().Where(row => row.Id == allocation.Id), now, stop))[0];

    /// <returns>The newest first.</returns>
    public static async Task<Paged<PostingView>> PostingsAsync(HubDb db, Allocation allocation, int page, CancellationToken stop)
    {
        page = Math.Max(1, page);
        var asked = db.Set<Posting>().AsNoTracking().Where(row => row.AllocationId == allocation.Id);
        var rows = await asked.OrderByDescending(row => row.At).ThenByDescending(row => row.Seq).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new([.. rows.Select(View)], await asked.CountAsync(stop), page, PageSize);
    }

    private static PostingView View(Posting row) =>
        new(row.Seq, row.At, Name(row.Kind), Name(row.From), Name(row.To), MicroCredits.ToCredits(row.Amount), row.JobId);

    private static AllocationView View(Allocation row, Balance balance, long used, DateTime now) => new()
    {
        Id = row.Id,
        Project = row.ProjectId,
        Person = row.PersonId,
        Exploratory = row.Exploratory,
        Sites = row.Sites,
        From = row.From,
        Until = row.Until,
        State = row.StateAt(now),
        Note = row.Note,
        Awarded = MicroCredits.ToCredits(balance.Left + balance.Spent),
        Available = MicroCredits.ToCredits(balance.Available),
        Reserved = MicroCredits.ToCredits(balance.Reserved),
        Spent = MicroCredits.ToCredits(balance.Spent),
        Borne = MicroCredits.ToCredits(balance.Borne),
        Pace = MicroCredits.ToCredits((long)Burndown.Pace(row, used, now)),
        DryAt = Burndown.RunsDryAt(row, balance.Left, used, now),
    };

    private static string Name<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
}
