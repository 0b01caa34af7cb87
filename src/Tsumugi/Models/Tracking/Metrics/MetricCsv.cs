using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Metrics;

/// <summary>All points of a run, or of one of its curves, as CSV (RFC 4180).</summary>
internal static class MetricCsv
{
    public static async Task<IResult> RunAsync(ICallers callers, HubDb db, ContentStore content, string id, string? key, CancellationToken stop)
    {
        var asked = new Asked(db, content, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        var found = await FindRun.RunAsync(asked, Act.Read, id);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var run = found.Value.Run.Number;
        var rows = db.Set<RunMetric>().AsNoTracking().Where(row => row.Run == run && (key == null || row.Key == key))
            .OrderBy(row => row.Key).ThenBy(row => row.Step).ThenBy(row => row.Timestamp).AsAsyncEnumerable();
        return TypedResults.Stream(body => WriteAsync(rows, body, stop), "text/csv; charset=utf-8", $"{id}.csv");
    }

    private static async Task WriteAsync(IAsyncEnumerable<RunMetric> rows, Stream body, CancellationToken stop)
    {
        await using var writer = new StreamWriter(body, leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync("metric,step,timestamp,value");
        await foreach (var row in rows.WithCancellation(stop))
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Quoted(row.Key)},{row.Step},{row.Timestamp},{row.Number:R}").AsMemory(), stop);
    }

    // Names of metrics have neither quotes nor line ends.
    private static string Quoted(string key) => key.Contains(',', StringComparison.Ordinal) ? $"\"{key}\"" : key;
}
