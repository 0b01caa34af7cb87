using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Usage;

internal static class UsageRoutes
{
    public static async Task<IResult> Show(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop)
    {
        var report = UsageReport.Asked(by, year, DateTime.UtcNow);
        if (report.Refused)
            return report.Refusal!.ToProblem();
        var rows = await report.Value.RunAsync(db, await callers.CurrentAsync(stop), stop);
        return rows.Refused ? rows.Refusal!.ToProblem() : TypedResults.Ok(rows.Value);
    }

    public static async Task<IResult> Csv(ICallers callers, HubDb db, string? by, int? year, CancellationToken stop)
    {
        var report = UsageReport.Asked(by, year, DateTime.UtcNow);
        if (report.Refused)
            return report.Refusal!.ToProblem();
        var rows = await report.Value.RunAsync(db, await callers.CurrentAsync(stop), stop);
        if (rows.Refused)
            return rows.Refusal!.ToProblem();

        // Names are short names and words of engines: none holds a comma or a quotation mark.
        var text = new StringBuilder(string.Join(',', [.. report.Value.By, "runs", "coreHours", "coreHoursUsed", "requestedCoreHours", "gpuHours", "meanWaitHours", "credits"])).Append('\n');
        foreach (var row in rows.Value)
        {
            text.AppendJoin(',', report.Value.By.Select(name => row.Group[name]))
                .Append(CultureInfo.InvariantCulture, $",{row.Runs},{row.CoreHours:R},{row.CoreHoursUsed:R},{row.RequestedCoreHours:R},{row.GpuHours:R},{row.WaitHours:R},{row.Credits:0.######}\n");
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", "usage.csv");
    }
}
