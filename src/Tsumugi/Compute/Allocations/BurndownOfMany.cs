using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Compute.Allocations;

/// <summary>What was left of several allocations, each its own curve over the days since the first began.</summary>
public static class BurndownOfMany
{
    /// <summary>More curves than this cannot be told apart.</summary>
    private const int MostCurves = 6;

    public static async Task<IReadOnlyList<ChartSeries>> RunAsync(HubDb db, IQueryable<Allocation> asked, DateTime now, CancellationToken stop)
    {
        var rows = await asked.OrderByDescending(row => row.Until).Take(MostCurves).ToListAsync(stop);
        var first = rows.Min(row => row.From);
        var series = new List<ChartSeries>();
        foreach (var row in rows)
        {
            var balance = await db.Set<Balance>().AsNoTracking().FirstAsync(kept => kept.AllocationId == row.Id, stop);
            var own = Burndown.Of(row, balance, await Burndown.FlowsAsync(db, row.Id, stop), now);
            var later = Math.Max(0, (row.From - first).TotalDays);
            series.Add(new(Words.Same(row.Id), [.. own.Left.Concat(own.Ahead).Select(point => point with { X = point.X + later })]));
        }

        return series;
    }
}
