using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>The tree of a revision in pages, and what is known of single paths.</summary>
internal static class BrowseFiles
{
    private const int PageSize = 1000;

    /// <summary>Each file's last commit is looked up, too.</summary>
    private const int ExpandedPageSize = 50;

    public static async Task<IResult> TreeAsync(WireContext wire, string type, string ns, string name)
    {
        var repository = await wire.RepositoryAsync(Act.Read, type, ns, name);
        if (repository.Refused)
            return repository.Refusal!.ToProblem();
        if (wire.Moved(repository.Value, ns, name) is { } moved)
            return TypedResults.Redirect(moved, preserveMethod: true);
        var parts = WireTarget.Parts(wire.Http).Skip(5).ToList();
        var found = await FindRevision.RunAsync(wire.Db, repository.Value, parts.Count > 0 ? parts[0] : "", wire.Stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (folder, query) = (string.Join('/', parts.Skip(1)).Trim('/'), wire.Http.Request.Query);
        var (recursive, expand) = (IsTrue(query["recursive"]), IsTrue(query["expand"]));
        var size = Math.Min(expand ? ExpandedPageSize : PageSize, int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit : PageSize);
        var after = query["cursor"].ToString() is { Length: > 0 } cursor ? System.Text.Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor)) : "";
        var revision = found.Value.Revision;
        var entries = await RevisionFiles.TreeAsync(wire.Db, revision, folder, recursive, after, size + 1, wire.Stop);
        if (entries.Count == 0 && folder.Length > 0 && after.Length == 0 && !await RevisionFiles.HasFolderAsync(wire.Db, revision, folder, wire.Stop))
            return EntryNotFound(wire, found.Value.Commit, folder);
        if (entries.Count > size)
        {
            entries = entries[..LastFile(entries, size)];
            Continue(wire, entries[^1].Path);
        }

        return TypedResults.Json(await ItemsAsync(wire, repository.Value, found.Value, entries, expand));
    }

    public static async Task<IResult> PathsInfoAsync(WireContext wire, string type, string ns, string name)
    {
        var found = await wire.RevisionAsync(Act.Read, type, ns, name, WireTarget.Rest(wire.Http, 5));
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (paths, expand) = await PathsAsync(wire);
        var entries = new List<TreeEntry>();
        foreach (var path in paths.Take(PageSize))
        {
            if (await RevisionFiles.FindAsync(wire.Db, found.Value.Revision.Revision, path, wire.Stop) is { } file)
                entries.Add(new(path, file));
            else if (await RevisionFiles.HasFolderAsync(wire.Db, found.Value.Revision.Revision, path, wire.Stop))
                entries.Add(new(path, null));
        }

        return TypedResults.Json(await ItemsAsync(wire, found.Value.Repository, found.Value.Revision, entries, expand));
    }

    /// <summary>Says that there is no such path, and at which commit, so that clients may remember it.</summary>
    public static IResult EntryNotFound(WireContext wire, Commit commit, string path)
    {
        wire.Http.Response.Headers["X-Repo-Commit"] = commit.Oid;
        return CommitFiles.NoEntry(path).ToProblem();
    }

    // A page ends with a file: the next one begins behind it, and folders stand before what is in them.
    private static int LastFile(List<TreeEntry> entries, int size)
    {
        var last = size;
        while (last > 1 && entries[last - 1].File is null && entries[last].Path.StartsWith(entries[last - 1].Path + "/", StringComparison.Ordinal))
            last--;
        return last;
    }

    private static void Continue(WireContext wire, string after)
    {
        var request = wire.Http.Request;
        var query = request.Query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
            .Append(new("cursor", WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(after))));
        var target = wire.Http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        wire.Http.Response.Headers.Link = $"<{QueryHelpers.AddQueryString($"{request.Scheme}://{request.Host}{target}", query)}>; rel=\"next\"";
    }

    private static async Task<IReadOnlyList<TreeItem>> ItemsAsync(
        WireContext wire, Repository repository, NamedRevision at, IReadOnlyList<TreeEntry> entries, bool expand)
    {
        var files = await TreeEntries.OfAsync(wire.Db, [.. entries.Select(entry => entry.File).OfType<RevisionFile>()], wire.Stop);
        var byPath = files.ToDictionary(item => item.Path, StringComparer.Ordinal);
        IReadOnlyList<TreeItem> items = [.. entries.Select(entry => entry.File is null ? TreeEntries.Folder(at.Revision, entry.Path) : byPath[entry.Path])];
        if (!expand)
            return items;
        var last = await LastCommits.OfAsync(wire.Db, repository, at, [.. items.Select(item => item.Path)], wire.Stop);
        return [.. items.Select(item => item with { LastCommit = last.TryGetValue(item.Path, out var commit) ? new(commit.Oid, commit.Title, RepositoryInfo.Time(commit.At)) : null })];
    }

    // Python sends a form, the npm package JSON.
    private static async Task<(IReadOnlyList<string> Paths, bool Expand)> PathsAsync(WireContext wire)
    {
        var request = wire.Http.Request;
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(wire.Stop);
            return ([.. form["paths"].OfType<string>()], IsTrue(form["expand"]));
        }

        var body = await request.ReadFromJsonAsync<JsonElement>(wire.Stop);
        var paths = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("paths", out var list) ? list : default;
        return (
            paths.ValueKind switch
            {
                JsonValueKind.Array => [.. paths.EnumerateArray().Select(path => path.GetString() ?? "")],
                JsonValueKind.String => [paths.GetString()!],
                _ => [],
            },
            body.TryGetProperty("expand", out var expand) && expand.ValueKind == JsonValueKind.True);
    }

    private static bool IsTrue(string? text) => text is "true" or "True" or "1";
}
