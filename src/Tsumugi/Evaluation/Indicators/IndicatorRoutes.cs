using System.Text;
using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>The parts of an address that say which part of a number is asked for.</summary>
public sealed record IndicatorQuery(int? Year, int? Quarter, string? Institution, string? Project, string? Modality)
{
    public Outcome<IndicatorFilter> Read() => IndicatorFilter.Read(Year, Quarter, Institution, Project, Modality, DateTime.UtcNow);
}

internal static class IndicatorRoutes
{
    private const int PageSize = 100;

    public static async Task<IResult> ListAsync(ICallers callers, ShowYear show, [AsParameters] IndicatorQuery query, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var filter = query.Read();
        return filter.Refused ? filter.Refusal!.ToProblem() : TypedResults.Ok(await show.RunAsync(filter.Value, DateTime.UtcNow, stop));
    }

    public static async Task<IResult> ShowAsync(ICallers callers, HubDb db, CountIndicators count, ShowYear show, string name, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        await count.CatchUpAsync(stop);
        var found = await Definitions.FindAsync(db, name, null, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, show, found.Value, stop));
    }

    public static async Task<IResult> DefineAsync(ICallers callers, HubDb db, CountIndicators count, ShowYear show, HttpRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        await count.CatchUpAsync(stop);
        var made = await Definitions.AddAsync(db, caller, await reader.ReadToEndAsync(stop), stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, show, (await Definitions.FindAsync(db, made.Value.Name, null, stop)).Value, stop));
    }

    public static async Task<IResult> EvidenceAsync(
        ICallers callers, HubDb db, CountIndicators count, ReadEvidence evidence, string name, [AsParameters] IndicatorQuery query, int? version, string? after, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = await AskedAsync(caller, db, count, name, version, query, stop);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var page = await evidence.PageAsync(caller, asked.Value.Indicator, asked.Value.Filter, EvidencePlace.Read(after), PageSize, stop);
        return TypedResults.Ok(new EvidenceRows([.. page.Rows.Select(Row)], page.Next?.ToString()));
    }

    /// <summary>Written while it is read, however many rows there are; a cell that a spreadsheet would run is made plain text.</summary>
    public static async Task<IResult> CsvAsync(
        ICallers callers, HubDb db, CountIndicators count, ReadEvidence evidence, string name, [AsParameters] IndicatorQuery query, int? version, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var asked = await AskedAsync(caller, db, count, name, version, query, stop);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var pages = evidence.AllAsync(caller, asked.Value.Indicator, asked.Value.Filter, stop);
        return TypedResults.Stream(async output =>
        {
            await using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            await EvidenceCsv.WriteAsync(text, pages);
        }, "text/csv", $"{name}-{asked.Value.Filter.Year.Year}.csv");
    }

    public static async Task<IResult> TargetAsync(ICallers callers, HubDb db, CountIndicators count, string name, int year, TargetRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        await count.CatchUpAsync(stop);
        return await IndicatorTarget.SetAsync(db, caller, name, new(year), request.Value, stop) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Outcome<(KnownIndicator Indicator, IndicatorFilter Filter)>> AskedAsync(
        Caller caller, HubDb db, CountIndicators count, string name, int? version, IndicatorQuery query, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        await count.CatchUpAsync(stop);
        var found = await Definitions.FindAsync(db, name, version, stop);
        return found.Then(indicator => query.Read().Then<(KnownIndicator, IndicatorFilter)>(filter => (indicator, filter)));
    }

    private static async Task<IndicatorView> ViewAsync(HubDb db, ShowYear show, KnownIndicator newest, CancellationToken stop)
    {
        var versions = (await Definitions.AllAsync(db, stop)).Where(known => known.Row.Name == newest.Row.Name);
        var years = await show.SeriesAsync(newest, DateTime.UtcNow, stop);
        return new(
            newest.Row.Name, [.. versions.Select(known => new IndicatorVersion(known.Row.Version, known.Row.Text, known.Definition.Meaning))],
            [.. years.Select(one => new IndicatorOfYear(one.Year.Year, one.Value))]);
    }

    private static EvidenceRow Row(CountedRow row) => new(row.Counted, row.Because, row.At, row.Record, row.Times) { Institution = row.Institution, Project = row.Project };
}
