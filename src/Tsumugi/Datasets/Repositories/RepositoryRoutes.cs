using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What datasets and models answer alike.</summary>
public static class RepositoryRoutes
{
    private const int PageSize = 50;

    public static async Task<IResult> ListAsync(ICallers callers, HubDb db, RepositoryIndex index, string kind, string? search, int page, CancellationToken stop)
    {
        var list = await new ListRepositories(kind, search, page) { PageSize = PageSize }.RunAsync(db, index, await callers.CurrentAsync(stop), stop);
        if (list.Refused)
            return list.Refusal!.ToProblem();
        return TypedResults.Ok(new Paged<RepositorySummary>(
            [.. list.Value.Items.Select(row => RepositoryViews.Summary(row.Repository, row.Newest?.Hash))], list.Value.Total, list.Value.Page, PageSize));
    }

    public static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string kind, string id, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, kind, id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await RepositoryViews.WholeAsync(db, found.Value, stop));
    }

    /// <summary>Lets a held file go out; the body says why that is right.</summary>
    public static async Task<IResult> ReleaseAsync(ICallers callers, HubDb db, string kind, string id, ReleaseRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindRepository.RunAsync(db, caller, Act.Write, kind, id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refusal = await HeldContents.ReleaseAsync(db, caller, found.Value, request.Sha256, request.Reason, DateTime.UtcNow, stop);
        return refusal?.ToProblem() ?? TypedResults.NoContent();
    }

    /// <summary>One file of one revision, with ranges and its hash as entity tag.</summary>
    public static async Task<IResult> FileAsync(
        ICallers callers, HubDb db, AskDownload download, ContentStore content, string kind, string id, string revision, string path, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var node = NodeRef.TryParse($"{kind}:{id}@{revision}", out var parsed) ? parsed : NodeRef.Of(kind, "unknown");
        var found = await FindRepository.RevisionAsync(db, caller, Act.Use, node, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (await RevisionFiles.FindAsync(db, found.Value, path, stop) is not { } file)
            return Gate.NoSuch(new($"ファイル {path} ", $"the file {path}")).ToProblem();
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, kind, id, stop);
        if ((await download.RunAsync(caller, found.Value.Node, AskDownload.Take(kind), stop) ?? await HeldContents.AskAsync(db, caller, repository.Value, file.Hash, stop)) is { } refusal)
            return refusal.ToProblem();
        return await ContentStore.FindAsync(db, file.Hash, stop) is { } bytes
            ? new ContentResult(bytes) { FileName = Path.GetFileName(path) }
            : CommitFiles.Collected(path).ToProblem();
    }
}
