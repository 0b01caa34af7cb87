using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Placement;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Turns;

/// <summary>What each institution has had of a site: by accounting, weighing half as much with every half-life, and what its jobs there now may still take.</summary>
public sealed class HadLately
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(7);

    /// <summary>What is older weighs less than a thousandth.</summary>
    private static readonly TimeSpan Window = HalfLife * 10;

    /// <summary>A job that names no time; as where time costs credits.</summary>
    private const int MinutesByDefault = 60;

    /// <summary>Ten weeks of accounting are not added up again for every job that begins.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (DateTime At, List<UsedRow> Rows)> _used = new();

    /// <returns>Institution → credits at the site's prices; core hours and GPU hours where nothing costs anything.</returns>
    public async Task<Dictionary<string, double>> OfAsync(HubDb db, Site site, DateTime now, CancellationToken stop)
    {
        if (!_used.TryGetValue(site.Id, out var used) || now - used.At > Kept)
            _used[site.Id] = used = (now, await UsedAsync(db, site, now, stop));
        var had = new Dictionary<string, double>();
        void Add(string institution, double amount) => had[institution] = had.GetValueOrDefault(institution) + amount;
        foreach (var row in used.Rows)
            Add(row.Institution, Amount(site, row.CoreHours, row.GpuHours, row.Model) * Weight(row.Day, now));
        foreach (var row in await LiveAsync(db, site, stop))
            Add(row.Institution, Amount(site, row.CoreHours, row.GpuHours, row.Model));
        return had;
    }

    private static Task<List<UsedRow>> UsedAsync(HubDb db, Site site, DateTime now, CancellationToken stop)
    {
        var since = now - Window;
        return db.Database.SqlQuery<UsedRow>(
            $"""
            SELECT InstitutionId AS Institution, substr(EndedAt, 1, 10) AS Day, json_extract(Measure, '$.gpuModel') AS Model,
                   SUM(json_extract(Measure, '$.cores') * json_extract(Measure, '$.seconds')) / 3600.0 AS CoreHours,
                   SUM(json_extract(Measure, '$.gpus') * json_extract(Measure, '$.seconds')) / 3600.0 AS GpuHours
            FROM compute_usage WHERE SiteId = {site.Id} AND EndedAt >= {since} GROUP BY 1, 2, 3
            """).ToListAsync(stop);
    }

    /// <summary>Two questions in one, so that each is answered from its own index: of what has ended, and of what only waits, nothing is read.</summary>
    private static Task<List<LiveRow>> LiveAsync(HubDb db, Site site, CancellationToken stop) => db.Database.SqlQuery<LiveRow>(
        $"""
        SELECT Institution, Model, SUM(Cores * Minutes) / 60.0 AS CoreHours, SUM(Gpus * Minutes) / 60.0 AS GpuHours FROM (
            SELECT InstitutionId AS Institution, json_extract(Resources, '$.gpuModel') AS Model, COALESCE(json_extract(Resources, '$.cores'), 1) AS Cores,
                   COALESCE(json_extract(Resources, '$.gpus'), 0) AS Gpus, COALESCE(json_extract(Resources, '$.minutes'), {MinutesByDefault}) AS Minutes
            FROM job WHERE SiteId = {site.Id} AND State IN ('Starting', 'Running', 'Finishing')
            UNION ALL
            SELECT InstitutionId, json_extract(Resources, '$.gpuModel'), COALESCE(json_extract(Resources, '$.cores'), 1),
                   COALESCE(json_extract(Resources, '$.gpus'), 0), COALESCE(json_extract(Resources, '$.minutes'), {MinutesByDefault})
            FROM job WHERE SiteId = {site.Id} AND HandedAt IS NOT NULL AND State = 'Queued')
        GROUP BY 1, 2
        """).ToListAsync(stop);

    /// <summary>What a job would cost if it ran as long as it may.</summary>
    public static double CostOf(Site site, JobResources asked) => Amount(site, asked.Cores ?? 1, asked.Gpus ?? 0, asked.GpuModel) * (asked.Minutes ?? MinutesByDefault) / 60;

    public static double ShareOf(Site site, string institution) => site.Policies.Shares.GetValueOrDefault(institution, 1);

    private static double Amount(Site site, double coreHours, double gpuHours, string? model)
    {
        var (core, gpu) = ((double)site.Prices.CoreHour, (double)Fit.PriceOf(site.Prices, 0, 1, model));
        return core == 0 && gpu == 0 ? coreHours + gpuHours : (core * coreHours) + (gpu * gpuHours);
    }

    private static double Weight(string day, DateTime now)
    {
        var noon = DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal).AddHours(12);
        return Math.Pow(0.5, Math.Max(0, (now - noon) / HalfLife));
    }

    private sealed record UsedRow(string Institution, string Day, string? Model, double CoreHours, double GpuHours);

    private sealed record LiveRow(string Institution, string? Model, double CoreHours, double GpuHours);
}
