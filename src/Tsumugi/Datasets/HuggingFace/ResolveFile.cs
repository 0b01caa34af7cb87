using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Files of a revision by their path: the bytes, or with <c>raw</c> what Git would keep in their place.</summary>
internal static class ResolveFile
{
    private const string XetInfo = "application/vnd.xet-fileinfo+json";

    /// <summary>Models stand at the root: <c>/ns/name/resolve/revision/path</c>.</summary>
    public static Task<IResult> ModelAsync(WireContext wire, DownloadCounts counts, string ns, string name) => RunAsync(wire, counts, "models", ns, name, 3);

    public static Task<IResult> DatasetAsync(WireContext wire, DownloadCounts counts, string ns, string name) => RunAsync(wire, counts, "datasets", ns, name, 4);

    public static Task<IResult> RawModelAsync(WireContext wire, DownloadCounts counts, string ns, string name) => RunAsync(wire, counts, "models", ns, name, 3, raw: true);

    public static Task<IResult> RawDatasetAsync(WireContext wire, DownloadCounts counts, string ns, string name) => RunAsync(wire, counts, "datasets", ns, name, 4, raw: true);

    private static async Task<IResult> RunAsync(WireContext wire, DownloadCounts counts, string type, string ns, string name, int skipped, bool raw = false)
    {
        var repository = await wire.RepositoryAsync(Act.Use, type, ns, name);
        if (repository.Refused)
            return repository.Refusal!.ToProblem();
        if (wire.Moved(repository.Value, ns, name) is { } moved)
            return TypedResults.Redirect(moved, preserveMethod: true);
        var parts = WireTarget.Parts(wire.Http);
        var (revision, path) = (parts.Count > skipped ? parts[skipped] : "", string.Join('/', parts.Skip(skipped + 1)));
        var found = await FindRevision.RunAsync(wire.Db, repository.Value, revision, wire.Stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (commit, file) = (found.Value.Commit, await RevisionFiles.FindAsync(wire.Db, found.Value.Revision, path, wire.Stop));
        if (file is null)
            return BrowseFiles.EntryNotFound(wire, commit, path);
        wire.Http.Response.Headers["X-Repo-Commit"] = commit.Oid;
        if (await AskAsync(wire, repository.Value, found.Value.Revision, file) is { } refusal)
            return refusal.ToProblem();
        if (await ContentStore.FindAsync(wire.Db, file.Hash, wire.Stop) is not { } content)
            return CommitFiles.Collected(path).ToProblem();
        if (raw && file.Large)
            return Pointer(wire, file);
        if (HttpMethods.IsGet(wire.Http.Request.Method) && wire.Http.Request.GetTypedHeaders().Range?.Ranges.First().From is null or 0)
            counts.Add(repository.Value);
        return file.Large ? Large(wire, repository.Value, commit, path, content) : Plain(path, content);
    }

    // The card is for everybody who sees the repository: it says what is asked of whoever wants the rest.
    private static async Task<Refusal?> AskAsync(WireContext wire, Repository repository, Revision revision, RevisionFile file)
    {
        var caller = await wire.CallerAsync();
        var refusal = file.Path == ModelCard.FileName
            ? await FindWithdrawals.AskAsync(wire.Db, [revision.Node], wire.Stop)
            : await wire.Download.RunAsync(caller, revision.Node, AskDownload.Take(repository.Kind), wire.Stop);
        return refusal ?? await HeldContents.AskAsync(wire.Db, caller, repository, file.Hash, wire.Stop);
    }

    private static ContentResult Plain(string path, ContentRow content) => new(content)
    {
        // What a repository holds is never run by a browser as a page of the hub.
        ContentType = "text/plain; charset=utf-8",
        FileName = Path.GetFileName(path),
        EntityTag = content.GitBlob,
    };

    private static IResult Large(WireContext wire, Repository repository, Commit commit, string path, ContentRow content)
    {
        var headers = wire.Http.Response.Headers;
        headers["X-Linked-Etag"] = $"\"{content.Sha256}\"";
        headers["X-Linked-Size"] = content.Size.ToString(CultureInfo.InvariantCulture);
        var (auth, reconstruction) = (
            $"{WireTarget.Endpoint(wire.Http)}/api/{repository.Kind}s/{repository.Id}/xet-read-token/{commit.Oid}",
            $"{WireTarget.Endpoint(wire.Http)}/xet/v1/reconstructions/{content.XetHash}");
        headers["X-Xet-Hash"] = content.XetHash;
        headers.Link = $"<{auth}>; rel=\"xet-auth\", <{reconstruction}>; rel=\"xet-reconstruction-info\"";
        if (wire.Http.Request.Headers.Accept.ToString().Contains(XetInfo, StringComparison.OrdinalIgnoreCase))
        {
            headers.ETag = $"\"{content.Sha256}\"";
            return TypedResults.Json(new { hash = content.XetHash, size = content.Size, refreshUrl = auth, reconstructionUrl = reconstruction }, contentType: XetInfo);
        }

        return new ContentResult(content) { FileName = Path.GetFileName(path) };
    }

    private static FileContentHttpResult Pointer(WireContext wire, RevisionFile file)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(TreeEntries.Pointer(file));
        return TypedResults.Bytes(bytes, "text/plain; charset=utf-8", enableRangeProcessing: true, entityTag: new($"\"{GitBlob.NameOf(bytes)}\""));
    }
}
