using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Linkage.Routes;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Linkage;

internal static class LinkRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/identifier-systems", SystemsAsync).WithName("ListIdentifierSystems").WithSummary("Identifier systems; with words, those that have them in label (Japanese or English), name or category.").Produces<IReadOnlyList<IdentifierSystemView>>();
        api.MapPost("/identifier-systems", DefineAsync).WithName("DefineIdentifierSystems").WithSummary("Adds identifier systems, or defines some anew; the body is YAML (operators).").Produces<IReadOnlyList<IdentifierSystemView>>();
        api.MapPost("/identifier-systems/recognise", RecogniseAsync).WithName("RecogniseIdentifiers").WithSummary("Of which systems identifiers may be, by their patterns; the likeliest first.").Produces<IReadOnlyList<RecognisedSystem>>();
        api.MapGet("/link-sets", SetsAsync).WithName("ListLinkSets").WithSummary("Link sets that are loaded, of datasets that the caller may see.").Produces<IReadOnlyList<LinkSetView>>();
        api.MapGet("/datasets/{institution}/{name}/link-sets", OfDatasetAsync).WithName("ListDatasetLinkSets").WithSummary("Link sets that were declared of a dataset, and how far they are loaded.").Produces<IReadOnlyList<LinkSetView>>();
        api.MapPost("/datasets/{institution}/{name}/link-sets", DeclareAsync).WithName("DeclareLinkSets").WithSummary("Declares which link sets lie in a revision's files; they are loaded soon after.").Produces<IReadOnlyList<LinkSetView>>();
        api.MapPost("/links/routes", RoutesAsync).WithName("CountLinkRoutes").WithSummary("Routes from the identifiers' system to another, with how many identifiers each leads somewhere.").Produces<RoutesAnswer>();
        api.MapPost("/links/convert", ConvertAsync).WithName("ConvertIdentifiers").WithSummary("Converts identifiers over the best route, or over the one named.").Produces<ConvertAnswer>();
    }

    private static async Task<IResult> SystemsAsync(ICallers callers, HubDb db, string? search, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Ok((await IdentifierSystems.ReadAsync(db, stop)).Search(search).Select(LinkViews.View).ToList());
    }

    private static async Task<IResult> DefineAsync(ICallers callers, HubDb db, HttpRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var added = await IdentifierSystems.AddAsync(db, caller, await reader.ReadToEndAsync(stop), stop);
        return added.Refused ? added.Refusal!.ToProblem() : TypedResults.Ok(added.Value.Select(LinkViews.View).ToList());
    }

    private static async Task<IResult> RecogniseAsync(ICallers callers, HubDb db, IdentifiersRequest request, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var found = (await IdentifierSystems.ReadAsync(db, stop)).Recognise([.. request.Ids.Take(1000)]);
        return TypedResults.Ok(found.Select(one => new RecognisedSystem(one.System.Name, one.System.Label.Ja, one.System.Label.En, one.Count)).ToList());
    }

    private static async Task<IResult> SetsAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Ok((await LinkGraph.NewestAsync(db, caller, stop)).Select(LinkViews.View).ToList());
    }

    private static async Task<IResult> OfDatasetAsync(ICallers callers, HubDb db, string institution, string name, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, RepositoryKinds.Dataset, $"{institution}/{name}", stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        return TypedResults.Ok((await db.Of<LinkSet>(found.Value).AsNoTracking().OrderByDescending(row => row.DeclaredAt).ThenBy(row => row.Id).ToListAsync(stop)).ConvertAll(LinkViews.View));
    }

    private static async Task<IResult> DeclareAsync(ICallers callers, HubDb db, string institution, string name, LinksRequest request, CancellationToken stop)
    {
        var declared = await new DeclareLinks($"{institution}/{name}", request.Revision, request.Recipe).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return declared.Refused ? declared.Refusal!.ToProblem() : TypedResults.Ok(declared.Value.Select(LinkViews.View).ToList());
    }

    private static async Task<IResult> RoutesAsync(ICallers callers, ConvertIdentifiers convert, ConvertRequest request, CancellationToken stop)
    {
        var routes = await convert.RoutesAsync(await callers.CurrentAsync(stop), request.Ids, request.From, request.To, stop);
        return routes.Refused ? routes.Refusal!.ToProblem() : TypedResults.Ok(routes.Value);
    }

    private static async Task<IResult> ConvertAsync(ICallers callers, ConvertIdentifiers convert, ConvertRequest request, CancellationToken stop)
    {
        var done = await convert.RunAsync(await callers.CurrentAsync(stop), request.Ids, request.From, request.To, request.Route, stop);
        return done.Refused ? done.Refusal!.ToProblem() : TypedResults.Ok(ConvertIdentifiers.Answer(done.Value));
    }
}
