using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Linkage.Routes;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Linkage.TogoId;

/// <summary>The calls of TogoID's clients: give them <c>HUB/togoid</c> for an address, and a token.</summary>
internal static class TogoIdRoutes
{
    public static void Map(IEndpointRouteBuilder root)
    {
        var togo = root.MapGroup("/togoid");
        togo.MapGet("/convert", ConvertAsync).WithName("TogoIdConvert").WithSummary("TogoID's convert: ids, route, report (all, pair, target, full), format (json, csv, tsv), limit, offset.");
        togo.MapPost("/convert", ConvertAsync).WithName("TogoIdConvertByForm").WithSummary("The same with the parameters as a form, for long lists.").DisableAntiforgery();
        togo.MapGet("/count/{pair}", CountAsync).WithName("TogoIdCount").WithSummary("TogoID's count: how many of the ids lead over a pair's links, and to how many.");
        togo.MapGet("/route", RouteAsync).WithName("TogoIdRoute").WithSummary("Routes from source to target of at most three steps, the shortest first.");
        togo.MapGet("/config/dataset", DatasetsAsync).WithName("TogoIdDatasets").WithSummary("TogoID's configuration of datasets: label, category, regex, prefix, examples.");
        togo.MapGet("/config/dataset/{name}", DatasetAsync).WithName("TogoIdDataset").WithSummary("One of them.");
        togo.MapGet("/config/relation", RelationsAsync).WithName("TogoIdRelations").WithSummary("TogoID's configuration of relations between datasets.");
        togo.MapGet("/config/relation/{pair}", RelationAsync).WithName("TogoIdRelation").WithSummary("One of them.");
    }

    private static async Task<IResult> ConvertAsync(ICallers callers, ConvertIdentifiers convert, HttpRequest request, CancellationToken stop)
    {
        var asked = TogoIdQuery.Read(request.HasFormContentType ? await request.ReadFormAsync(stop) : null, request.Query);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var done = await convert.RunAsync(await callers.CurrentAsync(stop), asked.Value.Ids, null, asked.Value.Route[^1], asked.Value.Route, stop);
        return done.Refused ? done.Refusal!.ToProblem() : TogoIdReport.Write(asked.Value, done.Value);
    }

    private static async Task<IResult> CountAsync(ICallers callers, ConvertIdentifiers convert, string pair, string? ids, CancellationToken stop)
    {
        var route = pair.Split('-');
        var done = await convert.RunAsync(await callers.CurrentAsync(stop), AskedIdentifiers.Split(ids), null, route[^1], route, stop);
        if (done.Refused)
            return done.Refusal!.ToProblem();
        var (sources, targets) = ConvertIdentifiers.Count(done.Value.Conversion);
        return TypedResults.Ok(new { source = sources, target = targets });
    }

    private static async Task<IResult> RouteAsync(ICallers callers, HubDb db, AskDownload ask, string source, string target, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var graph = await LinkGraph.ReadAsync(db, ask, caller, stop);
        return TypedResults.Ok(graph.Routes(source, target).DistinctBy(route => route.ToString()).Select(route => route.Systems).ToList());
    }

    private static Task<IResult> DatasetsAsync(ICallers callers, HubDb db, CancellationToken stop) => OfSystemsAsync(callers, db, systems => TypedResults.Ok(systems.All.ToDictionary(system => system.Name, Dataset)), stop);

    private static Task<IResult> DatasetAsync(ICallers callers, HubDb db, string name, CancellationToken stop) => OfSystemsAsync(
        callers, db, systems => systems.Named(name) is { Refused: false } found ? TypedResults.Ok(Dataset(found.Value)) : systems.Named(name).Refusal!.ToProblem(), stop);

    private static async Task<IResult> RelationsAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        var relations = await OfSetsAsync(callers, db, stop);
        return relations.Refused ? relations.Refusal!.ToProblem() : TypedResults.Ok(relations.Value);
    }

    private static async Task<IResult> RelationAsync(ICallers callers, HubDb db, string pair, CancellationToken stop)
    {
        var relations = await OfSetsAsync(callers, db, stop);
        if (relations.Refused)
            return relations.Refusal!.ToProblem();
        return relations.Value.TryGetValue(pair, out var found)
            ? TypedResults.Ok(found)
            : Refusal.NotFound(new($"{pair} の対応付けはありません。", $"There are no links {pair}."), Hub.Language.Words.Same(string.Join(", ", relations.Value.Keys))).ToProblem();
    }

    private static async Task<IResult> OfSystemsAsync(ICallers callers, HubDb db, Func<IdentifierSystems, IResult> answer, CancellationToken stop) =>
        Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal ? refusal.ToProblem() : answer(await IdentifierSystems.ReadAsync(db, stop));

    private static async Task<Outcome<SortedDictionary<string, List<Relation>>>> OfSetsAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return new SortedDictionary<string, List<Relation>>(
            (await LinkGraph.NewestAsync(db, caller, stop)).GroupBy(set => $"{set.From}-{set.To}")
                .ToDictionary(pair => pair.Key, pair => pair.Select(set => new Relation(set.Meaning.Forward.En, set.Meaning.Backward.En, $"{set.Source} ({set.Version})")).Distinct().ToList()), StringComparer.Ordinal);
    }

    private static object Dataset(IdentifierSystem system) => new
    {
        label = system.Label.En,
        label_ja = system.Label.Ja,
        category = char.ToUpperInvariant(system.Category[0]) + system.Category[1..],
        regex = system.Pattern.Text,
        format = (string[])[system.Form.Replace("{id}", "%s", StringComparison.Ordinal)],
        prefix = system.Prefixes.Select(uri => new { label = system.Label.En, uri }),
        examples = (IReadOnlyList<string>[])[system.Examples],
    };

    internal sealed record Relation(string Forward, string Reverse, string Description);
}
