using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Usage;

internal static class UsageRoutes
{
    public static Task<IResult> Show(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop) =>
        AnswerAsync(callers, db, by, year, (_, rows) => Task.FromResult<IResult>(TypedResults.Ok(rows)), stop);

    public static Task<IResult> Csv(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop) =>
        AnswerAsync(callers, db, by, year, (report, rows) => Task.FromResult<IResult>(TypedResults.File(Encoding.UTF8.GetBytes(CsvOf(report.By, rows)), "text/csv", "usage.csv")), stop);

    public static Task<IResult> Parquet(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop) =>
        AnswerAsync(callers, db, by, year, async (report, rows) => TypedResults.File(await UsageParquet.OfAsync(report.By, rows, stop), "application/vnd.apache.parquet", "usage.parquet"), stop);

    public static Task<IResult> Metrics(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop) =>
        AnswerAsync(callers, db, by, year, (_, rows) => Task.FromResult<IResult>(TypedResults.Bytes(Encoding.UTF8.GetBytes(OpenMetrics.Of(rows)), OpenMetrics.MediaType)), stop);

    /// <summary>Whatever the form: the same question, and the same gate.</summary>
    private static async Task<IResult> AnswerAsync(
        ICallers callers, HubDb db, string? by, int? year, Func<UsageReport, List<UsageRow>, Task<IResult>> write, CancellationToken stop)
    {
        var report = UsageReport.Asked(by, year, DateTime.UtcNow);
        if (report.Refused)
            return report.Refusal!.ToProblem();
        var rows = await report.Value.RunAsync(db, await callers.CurrentAsync(stop), stop);
        return rows.Refused ? rows.Refusal!.ToProblem() : await write(report.Value, rows.Value);
    }

    private static string CsvOf(IReadOnlyList<string> by, List<UsageRow> rows)
    {
        // Names are short names and words of engines: none holds a comma or a quotation mark.
        var text = new StringBuilder(string.Join(',', [.. by, "runs", "coreHours", "coreHoursUsed", "requestedCoreHours", "gpuHours", "meanWaitHours", "credits"])).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(',', by.Select(name => row.Group[name]))
                .Append(CultureInfo.InvariantCulture, $",{row.Runs},{row.CoreHours:R},{row.CoreHoursUsed:R},{row.RequestedCoreHours:R},{row.GpuHours:R},{row.WaitHours:R},{row.Credits:0.######}\n");
        }

        return text.ToString();
    }
}
