using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Usage;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Coordination;

/// <summary>One site in one week of Japan, from Monday.</summary>
/// <param name="Supply">Core hours that it has.</param>
/// <param name="Used">Core hours that jobs of the hub held.</param>
/// <param name="Asked">Core hours that these jobs had asked for.</param>
public sealed record SiteWeek(string Site, DateOnly Monday, double Supply, double Used, double Asked);

public static class SupplyAndDemand
{
    private const int Weeks = 8;

    /// <returns>Every site in each of the last weeks, the oldest first.</returns>
    public static async Task<IReadOnlyList<SiteWeek>> RunAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var last = MondayOf(now);
        var since = last.AddDays(-7 * (Weeks - 1)).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - FiscalYear.Japan;
        var records = await db.Set<UsageRecord>().AsNoTracking().Where(row => row.EndedAt >= since).Select(row => new { row.SiteId, row.EndedAt, row.Measure }).ToListAsync(stop);
        var used = records.ToLookup(row => (row.SiteId, MondayOf(row.EndedAt)));
        var sites = await db.Set<Site>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop);
        return [.. from week in Enumerable.Range(0, Weeks)
                   let monday = last.AddDays(7 * (week - Weeks + 1))
                   from site in sites
                   let runs = used[(site.Id, monday)].Select(row => row.Measure).ToList()
                   select new SiteWeek(
                       site.Id, monday, site.Partitions.Sum(partition => partition.Nodes * partition.Cores) * 24.0 * 7,
                       runs.Sum(run => run.CoreHours), runs.Sum(run => run.RequestedCoreHours))];
    }

    public static DateOnly MondayOf(DateTime instant)
    {
        var day = DateOnly.FromDateTime(instant.ToUniversalTime() + FiscalYear.Japan);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    public static string Name(DateOnly monday) => monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
