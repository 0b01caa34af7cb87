using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Federation;
using Tsumugi.Federation.Rounds;
using Tsumugi.Federation.Sites;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using DisableRequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute;

namespace Tsumugi.Federation.Wire;

/// <summary>What sites ask. All but the first request of a site are signed with its key; see docs/federating.md.</summary>
internal static class SiteRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/federation");
        group.MapPost("/join", async (HubDb db, HubSigner signer, JoinRequest request, CancellationToken stop) =>
                Answer(await JoinSite.RunAsync(db, signer, request, DateTime.UtcNow, stop))).AllowAnonymous()
            .WithName("JoinFederation").WithSummary("A new site shows its enrolment code and its own public key.").Produces<JoinAnswer>();
        group.MapPost("/datasets", async (HttpRequest request, SignedSites sites, DeclareDataset declare, CancellationToken stop) =>
                await WithAsync<SiteDatasetDeclaration>(sites, request, async (site, said) => Answer((await declare.RunAsync(site, said, DateTime.UtcNow, stop)).Then<SiteDatasetView>(row => row.ToView())), stop))
            .WithName("DeclareSiteDataset").WithSummary("A site says which data stay with it, and under which conditions (signed).").Accepts<SiteDatasetDeclaration>("application/json").Produces<SiteDatasetView>();
        group.MapPost("/lease", async (HttpRequest request, SignedSites sites, LeaseTask lease, CancellationToken stop, int wait = 0) =>
                await WithAsync(sites, request, async call => await lease.RunAsync(call.Site, TimeSpan.FromSeconds(Math.Max(0, wait)), stop) is { } answer ? TypedResults.Ok(answer) : TypedResults.NoContent(), stop))
            .WithName("LeaseFederationTask").WithSummary("The site's next task as a token that the hub signed; waits for one (signed).").Produces<LeaseAnswer>();
        group.MapPost("/tasks/{id}/heartbeat", async (HttpRequest request, SignedSites sites, TaskWork work, string id, CancellationToken stop) =>
                await WithAsync<HeartbeatRequest>(sites, request, async (site, beat) => Done(await work.BeatAsync(site, id, beat, stop)), stop))
            .WithName("BeatFederationTask").WithSummary("The site lives and works on the task (signed).").Accepts<HeartbeatRequest>("application/json").Produces(StatusCodes.Status204NoContent);
        group.MapPost("/tasks/{id}/refuse", async (HttpRequest request, SignedSites sites, TaskWork work, string id, CancellationToken stop) =>
                await WithAsync<TaskRefusalRequest>(sites, request, async (site, refusal) => Done(await work.RefuseAsync(site, id, refusal, stop)), stop))
            .WithName("RefuseFederationTask").WithSummary("The site does not do the task, and says why (signed).").Accepts<TaskRefusalRequest>("application/json").Produces(StatusCodes.Status204NoContent);
        group.MapGet("/tasks/{id}/files/{name}", async (HttpRequest request, SignedSites sites, TaskWork work, string id, string name, CancellationToken stop, string? lease = null) =>
                await WithAsync(sites, request, async call => await work.FileAsync(call.Site, id, lease, name, stop) is var file && file.Refused ? file.Refusal!.ToProblem() : TypedResults.PhysicalFile(file.Value, "application/octet-stream"), stop))
            .WithName("FetchFederationFile").WithSummary("A file of the round's model (signed).");
        group.MapGet("/tasks/{id}/pieces", async (HttpRequest request, SignedSites sites, TaskWork work, string id, CancellationToken stop, string? lease = null) =>
                await WithAsync(sites, request, async call => Answer(await work.PiecesAsync(call.Site, id, lease, stop)), stop))
            .WithName("ShowFederationPieces").WithSummary("How much of the result has come (signed).").Produces<PiecesView>();
        group.MapPut("/tasks/{id}/pieces", async (HttpRequest request, SignedSites sites, TaskWork work, string id, CancellationToken stop, string? lease = null, long offset = 0) =>
                await sites.ReadHeadersAsync(request, stop) is var body && body.Refused ? body.Refusal!.ToProblem() : Answer(await work.PutAsync(body.Value, id, lease, offset, stop)))
            .WithName("PutFederationPiece").WithSummary("The next piece of the result: the body as it is (signed).").WithMetadata(new DisableRequestSizeLimitAttribute()).Produces<PiecesView>();
        group.MapPost("/tasks/{id}/result", async (HttpRequest request, SignedSites sites, TaskWork work, string id, CancellationToken stop) =>
                await WithAsync<TaskResultRequest>(sites, request, async (site, result) => Done(await work.CompleteAsync(site, id, result, stop)), stop))
            .WithName("CompleteFederationTask").WithSummary("The result is whole (signed).").Accepts<TaskResultRequest>("application/json").Produces(StatusCodes.Status204NoContent);
        group.MapGet("/receipts", async (HttpRequest request, SignedSites sites, CancellationToken stop) =>
                await WithAsync(sites, request, call => Task.FromResult<IResult>(TypedResults.Ok(new ReceiptHead(call.Site.Receipts, call.Site.ReceiptHead))), stop))
            .WithName("ShowFederationReceipts").WithSummary("The hub's end of the site's chain of receipts (signed).").Produces<ReceiptHead>();
        group.MapPost("/receipts", async (HttpRequest request, SignedSites sites, HubDb db, CancellationToken stop) =>
                await WithAsync<SiteReceipt>(sites, request, async (site, receipt) => Answer(await TakeReceipt.RunAsync(db, site, receipt, stop)), stop))
            .WithName("GiveFederationReceipt").WithSummary("The site's next receipt (signed).").Accepts<SiteReceipt>("application/json").Produces<ReceiptHead>();
    }

    private static async Task<IResult> WithAsync(SignedSites sites, HttpRequest request, Func<SiteCall, Task<IResult>> answer, CancellationToken stop)
    {
        var call = await sites.ReadAsync(request, stop);
        return call.Refused ? call.Refusal!.ToProblem() : await answer(call.Value);
    }

    private static Task<IResult> WithAsync<T>(SignedSites sites, HttpRequest request, Func<FederationSite, T, Task<IResult>> answer, CancellationToken stop)
        where T : class => WithAsync(sites, request, async call => call.Read<T>() is var read && read.Refused ? read.Refusal!.ToProblem() : await answer(call.Site, read.Value), stop);

    private static IResult Answer<T>(Outcome<T> outcome) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(outcome.Value);

    private static IResult Done(Outcome<bool> outcome) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.NoContent();
}
