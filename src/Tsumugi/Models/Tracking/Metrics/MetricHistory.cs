using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Metrics;

/// <summary>All points of one curve, or of one metric over several runs.</summary>
internal static class MetricHistory
{
    private const int MostInOnePage = 25_000;
    private const int MostRuns = 100;
    private const int MostInBulk = 2_500;

    public static async Task<Outcome<MetricHistoryAnswer>> RunAsync(Asked asked, MetricHistoryRequest request)
    {
        var found = await FindRun.RunAsync(asked, Act.Read, request.RunId, request.RunUuid);
        if (found.Refused)
            return found.Refusal!;
        if (string.IsNullOrEmpty(request.MetricKey))
            return Faults.Missing("metric_key");
        var page = PageToken.Read(request.PageToken, request.MaxResults, MostInOnePage, int.MaxValue - 1);
        if (page.Refused)
            return page.Refusal!;
        var take = Math.Min(page.Value.Take, MostInOnePage);
        var rows = await Of(asked, found.Value.Run.Number, request.MetricKey).Skip(page.Value.Skip).Take(take + 1).ToListAsync(asked.Stop);
        var next = new PageToken(page.Value.Skip, take).Cut(rows);
        return new MetricHistoryAnswer([.. rows.Select(row => new MetricMessage(row.Key, row.Number, row.Timestamp, row.Step))], next);
    }

    /// <summary>For charts over several runs: the steps within an interval, thinned evenly where there are many.</summary>
    public static async Task<Outcome<BulkHistoryAnswer>> BulkAsync(Asked asked, BulkHistoryRequest request)
    {
        if (request.RunIds is not { Count: > 0 and <= MostRuns } ids)
            return Faults.Invalid(new($"run_ids は 1 から {MostRuns} 件までです。", $"run_ids must name 1 to {MostRuns} runs."));
        if (string.IsNullOrEmpty(request.MetricKey))
            return Faults.Missing("metric_key");
        if (request.StartStep is { } start && request.EndStep is { } end && start > end)
            return Faults.Invalid(new("end_step は start_step 以上にしてください。", "end_step must be greater than start_step."));
        var most = Math.Clamp(request.MaxResults ?? MostInBulk, 1, MostInBulk);
        var answer = new List<MetricMessage>();
        foreach (var id in ids)
        {
            var found = await FindRun.RunAsync(asked, Act.Read, id);
            if (found.Refused)
                return found.Refusal!;
            var rows = await Of(asked, found.Value.Run.Number, request.MetricKey)
                .Where(row => row.Step >= (request.StartStep ?? long.MinValue) && row.Step <= (request.EndStep ?? long.MaxValue))
                .ToListAsync(asked.Stop);
            answer.AddRange(Thinned(rows, most).Select(row => new MetricMessage(row.Key, row.Number, row.Timestamp, row.Step) { RunId = id }));
        }

        return new BulkHistoryAnswer(answer);
    }

    public static IEnumerable<T> Thinned<T>(IReadOnlyList<T> rows, int most) => rows.Count <= most || most < 2
        ? rows.Take(most)
        : Enumerable.Range(0, most).Select(at => rows[(int)((long)at * (rows.Count - 1) / (most - 1))]);

    private static IQueryable<RunMetric> Of(Asked asked, long run, string key) => asked.Db.Set<RunMetric>().AsNoTracking()
        .Where(row => row.Run == run && row.Key == key)
        .OrderBy(row => row.Step).ThenBy(row => row.Timestamp).ThenBy(row => row.Value);
}
