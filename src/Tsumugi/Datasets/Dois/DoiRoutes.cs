using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Dois;

internal static class DoiRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            var (path, name) = ($"/{kind}s/{{institution}}/{{name}}/dois", kind == RepositoryKinds.Dataset ? "Dataset" : "Model");
            api.MapGet(path, (ICallers callers, HubDb db, string institution, string name, CancellationToken stop) =>
                    ListAsync(callers, db, kind, $"{institution}/{name}", stop))
                .WithName($"List{name}Dois").WithSummary("DOIs of a repository and its revisions, with how far the agency knows of them.").Produces<IReadOnlyList<DoiView>>();
            api.MapPost(path, (ICallers callers, HubDb db, HubOptions options, string institution, string name, DoiRequest request, CancellationToken stop) =>
                    MintAsync(callers, db, options, kind, $"{institution}/{name}", request, stop))
                .WithName($"Mint{name}Doi").WithSummary("Reserves or publishes a DOI, or tells the agency what changed; asking again for the same gives the same DOI.").Produces<DoiView>();
        }

        // Whoever follows a citation need not sign in.
        api.MapGet("/dois/{prefix}/{suffix}", ShowAsync).WithName("ShowDoi").WithSummary("What a DOI names, also after that was withdrawn or deleted; open to everybody.").Produces<PublicDoiView>();
        api.MapGet("/dois/{prefix}/{suffix}/metadata/{form}", DescribeAsync).WithName("DescribeDoi").WithSummary("The metadata that a DOI was registered with; open to everybody.");
        api.MapPost("/dois/{prefix}/{suffix}/withdraw", WithdrawAsync).WithName("WithdrawDoi").WithSummary("Withdraws what a DOI names; the DOI stays and says why.").Produces<DoiView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, string kind, string id, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, kind, id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok((await FindDoi.OfAsync(db, found.Value, stop)).ConvertAll(DoiViews.Whole));
    }

    private static async Task<IResult> MintAsync(ICallers callers, HubDb db, HubOptions options, string kind, string id, DoiRequest request, CancellationToken stop)
    {
        var mint = new MintDoi { Kind = kind, Id = id, Revision = request.Revision, Whole = request.Whole, Draft = request.Draft };
        var minted = await mint.RunAsync(db, options.Doi, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return minted.Refused ? minted.Refusal!.ToProblem() : TypedResults.Ok(DoiViews.Whole(minted.Value));
    }

    private static async Task<IResult> ShowAsync(HubDb db, string prefix, string suffix, CancellationToken stop)
    {
        var found = await PublishedAsync(db, $"{prefix}/{suffix}", stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(DoiViews.Public(found.Value));
    }

    private static async Task<IResult> DescribeAsync(HubDb db, string prefix, string suffix, string form, CancellationToken stop)
    {
        var found = await PublishedAsync(db, $"{prefix}/{suffix}", stop);
        var chosen = found.Then(record => MetadataForms.Find(form, record.Facts.Kind));
        return chosen.Refused ? chosen.Refusal!.ToProblem() : TypedResults.Text(chosen.Value.Write(found.Value.Facts), chosen.Value.MediaType, Encoding.UTF8);
    }

    private static async Task<IResult> WithdrawAsync(ICallers callers, HubDb db, string prefix, string suffix, WithdrawRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var done = await new WithdrawDoi($"{prefix}/{suffix}", request.Reason ?? "").RunAsync(db, caller, DateTime.UtcNow, stop);
        return done.Refused ? done.Refusal!.ToProblem() : TypedResults.Ok(DoiViews.Whole(done.Value));
    }

    /// <summary>A draft is nothing to the world yet.</summary>
    public static async Task<Outcome<DoiRecord>> PublishedAsync(HubDb db, string doi, CancellationToken stop) =>
        await FindDoi.RunAsync(db, doi, stop) is { Newest.Record: { State: not DoiState.Draft } record } ? record : WithdrawDoi.Unknown(doi);
}
