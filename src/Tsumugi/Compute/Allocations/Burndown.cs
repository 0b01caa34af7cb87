using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Storage;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Compute.Allocations;

/// <summary>How an allocation is used up: what was left on each day, and how it goes on if it goes on so.</summary>
/// <param name="Left">Days since it began → credits, to now.</param>
/// <param name="Even">The same if it were used evenly until its end.</param>
/// <param name="Ahead">From now at the pace of the last weeks; empty while nothing was used.</param>
/// <param name="DryAt">When nothing will be left; null when it will last.</param>
public sealed record Burndown(IReadOnlyList<ChartPoint> Left, IReadOnlyList<ChartPoint> Even, IReadOnlyList<ChartPoint> Ahead, DateTime? DryAt)
{
    /// <summary>The pace is that of so many days: a week would follow every deadline, a year would see none.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(28);

    /// <param name="flows">By day of the programme's time or UTC, ascending: what came in, less what was used or lapsed; and what was used.</param>
    public static Burndown Of(Allocation allocation, Balance balance, IReadOnlyList<(DateTime Day, long Change, long Used)> flows, DateTime now)
    {
        double DaysIn(DateTime at) => Math.Max(0, (at - allocation.From).TotalDays);
        var left = new List<ChartPoint>();
        var sum = 0L;
        foreach (var (day, change, _) in flows)
        {
            sum += change;
            // What happened on a day stands at its end, the last of them now.
            left.Add(new(DaysIn(Earlier(day.AddDays(1), now)), Credits(sum)));
        }

        var until = Earlier(now, allocation.Until);
        if (left.Count > 0 && left[^1].X < DaysIn(until))
            left.Add(left[^1] with { X = DaysIn(until) });
        var awarded = Credits(-balance.Programme + balance.Borne);
        var dry = RunsDryAt(allocation, balance.Left, flows.Where(flow => flow.Day > now - Window).Sum(flow => flow.Used), now);
        IReadOnlyList<ChartPoint> ahead = [];
        if (allocation.IsActive(now) && balance.Left > 0 && Pace(allocation, flows.Where(flow => flow.Day > now - Window).Sum(flow => flow.Used), now) is > 0 and var pace)
        {
            var end = dry ?? allocation.Until;
            ahead = [new(DaysIn(now), Credits(balance.Left)), new(DaysIn(end), Math.Max(0, Credits(balance.Left) - (pace / 1e6 * (end - now).TotalDays)))];
        }

        return new(left, [new(0, awarded), new(DaysIn(allocation.Until), 0)], ahead, dry);
    }

    /// <param name="left">Micro-credits.</param>
    /// <param name="used">Micro-credits used within <see cref="Window"/>.</param>
    public static DateTime? RunsDryAt(Allocation allocation, long left, long used, DateTime now)
    {
        if (!allocation.IsActive(now) || Pace(allocation, used, now) is not (> 0 and var pace))
            return null;
        var days = left / pace;
        return days < (allocation.Until - now).TotalDays ? now.AddDays(days) : null;
    }

    /// <summary>What came in and went out, by day.</summary>
    public static async Task<IReadOnlyList<(DateTime Day, long Change, long Used)>> FlowsAsync(HubDb db, string allocationId, CancellationToken stop)
    {
        var rows = await db.Set<Posting>().AsNoTracking()
            .Where(row => row.AllocationId == allocationId)
            .GroupBy(row => new { row.At.Date, row.From, row.To })
            .Select(group => new { group.Key.Date, group.Key.From, group.Key.To, Amount = group.Sum(row => row.Amount) })
            .ToListAsync(stop);
        return [.. rows.GroupBy(row => row.Date).OrderBy(day => day.Key).Select(day => (
            DateTime.SpecifyKind(day.Key, DateTimeKind.Utc),
            day.Sum(row => (Counts(row.To) - Counts(row.From)) * row.Amount),
            day.Sum(row => (row.To == LedgerAccount.Spent ? row.Amount : 0) - (row.From == LedgerAccount.Spent ? row.Amount : 0))))];
    }

    private static int Counts(LedgerAccount account) => account is LedgerAccount.Available or LedgerAccount.Reserved ? 1 : 0;

    /// <returns>Micro-credits a day; an allocation younger than the window is judged by its own days.</returns>
    public static double Pace(Allocation allocation, long used, DateTime now)
    {
        var since = now - allocation.From;
        return used / Math.Max(1, (since < Window ? since : Window).TotalDays);
    }

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

    private static double Credits(long micro) => (double)MicroCredits.ToCredits(micro);
}
