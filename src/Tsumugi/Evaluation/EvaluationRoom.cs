using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Evaluation.Evidence;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation;

/// <summary>成果指標・活動指標: numbers that are questions to the thread.</summary>
public sealed class EvaluationRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IIndicator, ComputeResearchers>();
        services.AddSingleton<IIndicator, ProgrammePublications>();
        services.AddSingleton<IIndicator, ModelUses>();
        services.AddSingleton<IIndicator, ModelPublications>();
        services.AddSingleton<IIndicator, ModelUseCases>();
        services.AddScoped<CountIndicators>();
        services.AddSingleton(new MenuEntry(70, "/thread", new("来歴", "Thread")));
        services.AddSingleton(new MenuEntry(60, "/indicators", new("指標", "Indicators")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/indicators", ShowAsync).WithName("ShowIndicators").WithSummary("All indicators of a fiscal year; without a year the current one.");
        api.MapGet("/indicators/{name}/evidence", EvidenceAsync).WithName("ShowEvidence").WithSummary("The rows behind one indicator.");
        api.MapGet("/indicators/{name}/evidence.csv", EvidenceCsvAsync).WithName("DownloadEvidence").WithSummary("The same as a table.");
        api.MapGet("/thread/nodes", ThreadRoutes.NodeAsync).WithName("ShowNode").WithSummary("A node with its ancestors and descendants.");
        api.MapGet("/thread/events", ThreadRoutes.EventsAsync).WithName("ListEvents").WithSummary("The journal's records after a number.");
        api.MapGet("/thread/verify", ThreadRoutes.VerifyAsync).WithName("VerifyThread").WithSummary("Recomputes the whole hash chain.");
    }

    private static async Task<IResult> ShowAsync(ICallers callers, CountIndicators count, int? year, CancellationToken stop) =>
        Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(await count.RunAsync(FiscalYear.Asked(year, DateTime.UtcNow), stop));

    private static async Task<IResult> EvidenceAsync(
        ICallers callers, CountIndicators count, HubDb db, string name, int? year, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var indicator = count.Named(name);
        if (indicator.Refused)
            return indicator.Refusal!.ToProblem();
        var rows = await indicator.Value.Evidence(db, FiscalYear.Asked(year, DateTime.UtcNow)).OrderBy(line => line.Seq).ToListAsync(stop);
        return TypedResults.Ok(rows.Select(row => row.ToRow()));
    }

    /// <summary>Written while it is read, however many rows there are; a cell that a spreadsheet would run is made plain text.</summary>
    private static async Task<IResult> EvidenceCsvAsync(
        ICallers callers, CountIndicators count, HubDb db, string name, int? year, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var indicator = count.Named(name);
        if (indicator.Refused)
            return indicator.Refusal!.ToProblem();
        var fiscal = FiscalYear.Asked(year, DateTime.UtcNow);
        var lines = indicator.Value.Evidence(db, fiscal).OrderBy(line => line.Seq).AsAsyncEnumerable();
        return TypedResults.Stream(async output =>
        {
            await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            await text.WriteAsync("counted,because,at,record,times\n");
            await foreach (var line in lines.WithCancellation(stop))
                await text.WriteAsync($"{Cell(line.Counted)},{Cell(line.Because)},{line.At},{line.Seq},{line.Times}\n");
        }, "text/csv", $"{name}-{fiscal.Year}.csv");
    }

    private static string Cell(string text) => text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
}
