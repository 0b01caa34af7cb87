using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Models.Tracking.Pages;

/// <summary>A curve as a page draws it.</summary>
/// <param name="ByTime">X is seconds since the run's start, because all points have one step.</param>
/// <param name="NotFinite">Points that no chart can show.</param>
/// <param name="Total">Points on record.</param>
internal sealed record Curve(string Key, ChartSeries Series, bool ByTime, int NotFinite, int Total)
{
    /// <summary>More would not be seen, and make the page heavy.</summary>
    private const int MostPoints = 1_000;

    /// <summary>Beyond this only every n-th point is read at all.</summary>
    private const int MostRead = 50_000;

    private const string EveryNth =
        """
        SELECT "Run", "Key", "Step", "Timestamp", "Value", "IsNan" FROM (
            SELECT *, ROW_NUMBER() OVER (ORDER BY "Step", "Timestamp") AS n FROM "run_metric" WHERE "Run" = {0} AND "Key" = {1})
        WHERE n % {2} = 0
        """;

    public static async Task<Curve> ReadAsync(HubDb db, TrackedRun run, string key, Words name, CancellationToken stop)
    {
        var total = await db.Set<RunMetric>().CountAsync(row => row.Run == run.Number && row.Key == key, stop);
        var rows = await db.Set<RunMetric>().FromSqlRaw(EveryNth, run.Number, key, (total / MostRead) + 1).AsNoTracking()
            .OrderBy(row => row.Step).ThenBy(row => row.Timestamp).ToListAsync(stop);
        var byTime = rows.Count > 1 && rows.All(row => row.Step == rows[0].Step);
        var points = rows.Where(row => double.IsFinite(row.Number))
            .Select(row => new ChartPoint(byTime ? (row.Timestamp - run.StartTime) / 1000.0 : row.Step, row.Number)).ToList();
        return new(key, new(name, Downsample.LargestTriangles(points, MostPoints)), byTime, rows.Count(row => !double.IsFinite(row.Number)), total);
    }

    public Words XLabel => ByTime ? new("経過時間（秒）", "Time since start (s)") : new("ステップ", "Step");
}
