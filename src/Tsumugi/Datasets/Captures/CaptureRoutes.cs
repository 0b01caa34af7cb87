using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using DisableRequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute;

namespace Tsumugi.Datasets.Captures;

internal static class CaptureRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/instruments/{instrument}/captures", ListAsync).WithName("ListCaptures").WithSummary("What was captured beside an instrument, the newest first").Produces<Paged<CaptureView>>();
        api.MapPost("/instruments/{instrument}/captures", AnnounceAsync).WithName("AnnounceCapture").WithSummary("An acquisition was found; answers the dataset that it belongs into, the same one however often it is said (staff, or whoever holds the booking)").Produces<CaptureView>();
        api.MapPost("/captures/{id}/missing", MissingAsync).WithName("FindMissingInCapture").WithSummary("Which of some SHA-256 are still to be sent").Produces<List<string>>();
        api.MapPut("/captures/{id}/contents/{sha256}", PutAsync).WithName("UploadCaptureContent").WithSummary("One file of an acquisition, or a piece of one; the body is its bytes").Produces(StatusCodes.Status204NoContent).WithMetadata(new DisableRequestSizeLimitAttribute());
        api.MapPost("/captures/{id}/contents/{sha256}", JoinPiecesAsync).WithName("JoinCapturePieces").WithSummary("Makes one file of pieces that are there already").Produces<List<string>>();
        api.MapPost("/captures/{id}/revisions", CommitAsync).WithName("CommitCapture").WithSummary("All files of an acquisition are there: they become a revision").Produces<CaptureView>();
        api.MapPost("/captures/{id}/join", JoinAsync).WithName("JoinCapture").WithSummary("In which booking an acquisition was made, or of which samples").Produces<CaptureView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, string instrument, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCapture.ListAsync(db, caller, instrument, page, stop);
        return found.Refused ? found.Refusal!.ToProblem()
            : TypedResults.Ok(new Paged<CaptureView>(await FindCapture.ViewsAsync(db, caller, found.Value.Items, null, stop), found.Value.Total, found.Value.Page, found.Value.PageSize));
    }

    private static async Task<IResult> AnnounceAsync(ICallers callers, HubDb db, string instrument, CaptureAnnouncement said, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return await AnswerAsync(db, caller, await new AnnounceCapture(instrument, said).RunAsync(db, caller, DateTime.UtcNow, stop), said.Fingerprint, stop);
    }

    private static async Task<IResult> MissingAsync(ICallers callers, HubDb db, KeepPieces keep, string id, List<string> asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCapture.ToBringAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var missing = await keep.MissingAsync(caller, found.Value, asked, stop);
        return missing.Refused ? missing.Refusal!.ToProblem() : TypedResults.Ok(missing.Value);
    }

    private static async Task<IResult> PutAsync(ICallers callers, HubDb db, KeepPieces keep, HttpRequest request, string id, string sha256, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCapture.ToBringAsync(db, caller, id, stop);
        var refusal = found.Refusal ?? await keep.PutAsync(caller, found.Value, sha256, request.Body, request.ContentLength, stop);
        return refusal?.ToProblem() ?? TypedResults.NoContent();
    }

    private static async Task<IResult> JoinPiecesAsync(ICallers callers, HubDb db, KeepPieces keep, string id, string sha256, CapturePieces pieces, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCapture.ToBringAsync(db, caller, id, stop);
        var refusal = found.Refusal ?? await keep.JoinAsync(caller, found.Value, sha256, pieces, stop);
        return refusal?.ToProblem() ?? TypedResults.Ok(new List<string> { sha256 });
    }

    private static async Task<IResult> CommitAsync(ICallers callers, HubDb db, CheckContents checks, string id, CaptureCommit commit, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindCapture.ToBringAsync(db, caller, id, stop);
        return found.Refused ? found.Refusal!.ToProblem()
            : await AnswerAsync(db, caller, await new CommitCapture(found.Value, commit).RunAsync(db, checks, caller, DateTime.UtcNow, stop), commit.Fingerprint, stop);
    }

    private static async Task<IResult> JoinAsync(ICallers callers, HubDb db, string id, CaptureJoin join, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return await AnswerAsync(db, caller, await new JoinCapture(id, join).RunAsync(db, caller, stop), null, stop);
    }

    private static async Task<IResult> AnswerAsync(HubDb db, Caller caller, Outcome<Capture> outcome, string? fingerprint, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok((await FindCapture.ViewsAsync(db, caller, [outcome.Value], fingerprint, stop))[0]);
}
