using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Models;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Benchmarks;

/// <summary>A result for programs and for spreadsheets.</summary>
public static class ResultCsv
{
    private const string Header = "direction,method,subset,queries,candidates,recallAt1,recallAt10,mrr,chanceAt1,chanceAt10,trained";

    public static string Href(BenchmarkResult result) => $"/api/v1/results/{result.JobId}/figures.csv";

    public static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindResults.OneAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused
            ? found.Refusal!.ToProblem()
            : TypedResults.Ok(new BenchmarkView(
                found.Value.Node.ToString(), found.Value.Model, found.Value.Dataset, found.Value.CreatedAt, found.Value.Report));
    }

    public static async Task<IResult> FiguresAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindResults.OneAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused
            ? found.Refusal!.ToProblem()
            : TypedResults.File(Encoding.UTF8.GetBytes(Write(found.Value)), "text/csv; charset=utf-8", $"{found.Value.JobId}.csv");
    }

    /// <returns>One line for each row of the report, after RFC 4180.</returns>
    public static string Write(BenchmarkResult result)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var row in result.Report.Directions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Direction},{row.Method},{row.Subset},{row.Queries},{row.Candidates},");
            text.Append(CultureInfo.InvariantCulture, $"{row.RecallAt1},{row.RecallAt10},{row.Mrr},{row.ChanceAt1},{row.ChanceAt10},");
            text.Append(row.Trained ? "true\r\n" : "false\r\n");
        }

        return text.ToString();
    }
}
