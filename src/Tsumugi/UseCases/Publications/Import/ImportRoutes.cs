using Microsoft.AspNetCore.Http;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using FromQueryAttribute = Microsoft.AspNetCore.Mvc.FromQueryAttribute;

namespace Tsumugi.UseCases.Publications.Import;

internal static class ImportRoutes
{
    /// <param name="format"><c>bibtex</c>, <c>ris</c> or <c>json</c>; without it, by how the file begins.</param>
    /// <param name="programme">They came out of the programme.</param>
    /// <param name="model">Model nodes that they were made with.</param>
    /// <param name="month">For entries that name a year only.</param>
    public static async Task<IResult> RunAsync(
        ICallers callers, ImportPublications import, HttpRequest request, string? format, bool? programme, [FromQuery] string[]? model, int? month, CancellationToken stop)
    {
        var ties = new ImportTies(programme == true, model ?? []) { AssumedMonth = month };
        var report = await import.RunAsync(await callers.CurrentAsync(stop), request.Body, format, ties, DateTime.UtcNow, stop);
        return report.Refused ? report.Refusal!.ToProblem() : TypedResults.Ok(report.Value);
    }
}
