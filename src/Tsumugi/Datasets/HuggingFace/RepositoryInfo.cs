using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>What a repository is, in the words of these clients.</summary>
internal static class RepositoryInfo
{
    public static Task<IResult> ShowAsync(WireContext wire, string type, string ns, string name) => ShowAsync(wire, type, ns, name, null);

    public static Task<IResult> ShowRevisionAsync(WireContext wire, string type, string ns, string name) =>
        ShowAsync(wire, type, ns, name, WireTarget.Rest(wire.Http, 5));

    public static object GatedOf(Repository repository) => repository.Gated switch
    {
        Gating.Automatic => "auto",
        Gating.Manual => "manual",
        _ => false,
    };

    /// <summary>The members that need no other table than the repository's own.</summary>
    public static JsonObject Summary(Repository repository)
    {
        var card = repository.ReadCardData();
        return new()
        {
            ["_id"] = OpaqueId(repository),
            ["id"] = repository.Id,
            ["author"] = repository.InstitutionId,
            ["lastModified"] = Time(repository.UpdatedAt),
            ["createdAt"] = Time(repository.CreatedAt),
            ["private"] = repository.Visibility != Visibility.Hub,
            ["gated"] = JsonSerializer.SerializeToNode(GatedOf(repository)),
            ["disabled"] = false,
            ["downloads"] = repository.Downloads,
            ["downloadsAllTime"] = repository.Downloads,
            ["likes"] = 0,
            ["tags"] = new JsonArray([.. RepositoryTags.Of(repository.Kind, card).Select(tag => JsonValue.Create(tag))]),
            ["pipeline_tag"] = card["pipeline_tag"]?.DeepClone(),
            ["library_name"] = card["library_name"]?.DeepClone(),
        };
    }

    public static string Time(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IResult> ShowAsync(WireContext wire, string type, string ns, string name, string? asked)
    {
        var found = await wire.RepositoryAsync(Act.Read, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var repository = found.Value;
        if (wire.Moved(repository, ns, name) is { } moved)
            return TypedResults.Redirect(moved, preserveMethod: true);
        var info = Summary(repository);
        info["cardData"] = repository.ReadCardData();
        var commit = await FindRevision.CommitAsync(wire.Db, repository, asked ?? RepositoryRef.Main, wire.Stop);
        if (commit is null && asked is not null and not "main" and not "HEAD")
            return (await FindRevision.RunAsync(wire.Db, repository, asked, wire.Stop)).Refusal!.ToProblem();
        info["sha"] = commit?.Oid;
        info["siblings"] = commit is null ? [] : await SiblingsAsync(wire, repository, commit);
        info["usedStorage"] = await StorageAsync(wire.Db, repository, wire.Stop);
        info["spaces"] = new JsonArray();
        return TypedResults.Json(info);
    }

    private static async Task<JsonArray> SiblingsAsync(WireContext wire, Repository repository, Commit commit)
    {
        var revision = await wire.Db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == commit.Revision, wire.Stop);
        var files = await RevisionFiles.AllAsync(wire.Db, revision, wire.Stop);
        if (wire.Http.Request.Query["blobs"] is not [("true" or "True" or "1")])
            return [.. files.Select(file => new JsonObject { ["rfilename"] = file.Path })];
        var entries = await TreeEntries.OfAsync(wire.Db, files, wire.Stop);
        return
        [
            .. entries.Select(entry => new JsonObject
            {
                ["rfilename"] = entry.Path,
                ["size"] = entry.Size,
                ["blobId"] = entry.Oid,
                ["lfs"] = entry.Lfs is { } lfs ? new JsonObject { ["sha256"] = lfs.Oid, ["size"] = lfs.Size, ["pointerSize"] = lfs.PointerSize } : null,
            }),
        ];
    }

    private static async Task<long> StorageAsync(HubDb db, Repository repository, CancellationToken stop) => await (
        from held in db.Of<RepositoryContent>(repository)
        join content in db.Set<ContentRow>() on held.Sha256 equals content.Sha256
        select content.Size).SumAsync(stop);

    // As long as the ids that clients know; the same for the same repository for ever.
    private static string OpaqueId(Repository repository) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repository.Node.ToString())).AsSpan(0, 12));
}
