using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using DisableRequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute;

namespace Tsumugi.Datasets.Archive;

internal static class ArchiveRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            var (path, title) = ($"/{kind}s/{{institution}}/{{name}}", kind == RepositoryKinds.Dataset ? "Dataset" : "Model");
            api.MapGet($"{path}/history", (ICallers callers, HubDb db, AskDownload download, string institution, string name, CancellationToken stop) =>
                    HistoryAsync(callers, db, download, kind, $"{institution}/{name}", stop))
                .WithName($"Export{title}History").WithSummary("Everything that is recorded of its files: lists, revisions, commits, branches and tags, as lines of JSON.");
            api.MapGet($"{path}/contents/{{sha256}}", (ICallers callers, HubDb db, AskDownload download, string institution, string name, string sha256, CancellationToken stop) =>
                    ContentAsync(callers, db, download, kind, $"{institution}/{name}", sha256, stop))
                .WithName($"Download{title}Content").WithSummary("One content of any of its revisions, by its SHA-256.");
            api.MapPost($"{path}/history", (ICallers callers, HubDb db, CheckContents checks, HttpRequest request, string institution, string name, CancellationToken stop) =>
                    RestoreAsync(callers, db, checks, request, kind, $"{institution}/{name}", stop))
                .WithName($"Restore{title}History").WithSummary("Makes a repository of an exported history (operators); the body is its lines.").Produces<Restored>()
                .WithMetadata(new DisableRequestSizeLimitAttribute());
        }

        api.MapPost("/contents/missing", MissingAsync).WithName("FindMissingContents").WithSummary("Which of some SHA-256 the hub lacks (operators).").Produces<List<string>>();
        api.MapPut("/contents/{sha256}", PutAsync).WithName("UploadContent").WithSummary("Brings a content in, ahead of a history that names it (operators).")
            .Produces(StatusCodes.Status204NoContent).WithMetadata(new DisableRequestSizeLimitAttribute());
    }

    private static async Task<IResult> HistoryAsync(ICallers callers, HubDb db, AskDownload download, string kind, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindRepository.RunAsync(db, caller, Act.Use, kind, id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        return await FindRepository.NewestAsync(db, found.Value, stop) is { } newest && await download.RunAsync(caller, newest.Node, AskDownload.Take(kind), stop) is { } refusal
            ? refusal.ToProblem() : new WriteHistory(db, found.Value);
    }

    private static async Task<IResult> ContentAsync(ICallers callers, HubDb db, AskDownload download, string kind, string id, string sha256, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindRepository.RunAsync(db, caller, Act.Use, kind, id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (!await db.Of<RepositoryContent>(found.Value).AnyAsync(row => row.Sha256 == sha256, stop) || await ContentStore.FindAsync(db, sha256, stop) is not { } content)
            return CommitFiles.NoEntry(sha256).ToProblem();
        var refusal = await download.ContentAsync(caller, found.Value, sha256, stop) ?? await HeldContents.AskAsync(db, caller, found.Value, sha256, stop);
        return refusal is null ? new ContentResult(content) : refusal.ToProblem();
    }

    private static async Task<IResult> RestoreAsync(ICallers callers, HubDb db, CheckContents checks, HttpRequest request, string kind, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        var history = await ReadHistory.RunAsync(request.Body, stop);
        if (history.Refused)
            return history.Refusal!.ToProblem();
        var restored = await new RestoreHistory(kind, id, history.Value).RunAsync(db, checks, caller, DateTime.UtcNow, stop);
        return restored.Refused ? restored.Refusal!.ToProblem() : TypedResults.Ok(restored.Value);
    }

    private static async Task<IResult> MissingAsync(ICallers callers, HubDb db, ContentStore store, List<string> asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        using var held = store.Hold();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in asked.Distinct().Chunk(1000))
        {
            var here = await db.Set<ContentRow>().Where(row => some.Contains(row.Sha256)).Select(row => row.Sha256).ToListAsync(stop);
            here.RemoveAll((await Damages.AmongAsync(db, here, stop)).Contains);
            known.UnionWith(here);

            // What is here may be about to go; named by somebody, it stays until the history comes.
            await ReachableContents.BroughtAsync(db, caller, here, DateTime.UtcNow, stop);
        }

        return TypedResults.Ok(asked.Where(hash => !known.Contains(hash)).ToList());
    }

    private static async Task<IResult> PutAsync(ICallers callers, HubDb db, ContentStore store, HttpRequest request, string sha256, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal.ToProblem();
        await using var batch = store.Begin();
        var stored = await batch.AddAsync(request.Body, stop);
        if (stored.Hash != sha256)
            return Wrong(sha256, stored.Hash).ToProblem();
        await batch.CompleteAsync(stop);
        await ReachableContents.BroughtAsync(db, caller, [sha256], DateTime.UtcNow, stop);
        return TypedResults.NoContent();
    }

    private static Hub.Refusal Wrong(string expected, string came) => new(
        "wrong-hash", StatusCodes.Status422UnprocessableEntity,
        new($"SHA-256 が {expected} のはずが {came} でした。", $"The SHA-256 was announced as {expected} and is {came}."),
        new("フォルダが壊れていないかを SHA256SUMS で確かめてください。", "Check the folder against its SHA256SUMS."));
}
