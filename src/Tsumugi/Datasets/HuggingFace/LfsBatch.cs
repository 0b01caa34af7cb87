using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Where to send large files to, or where to fetch them. Source: the Git LFS batch API, and the clients' own multipart and xet transfers.</summary>
internal static class LfsBatch
{
    private const int MostObjects = 1000;

    public sealed record Body
    {
        public string Operation { get; init; } = "";

        public IReadOnlyList<string> Transfers { get; init; } = ["basic"];

        public IReadOnlyList<LfsObject> Objects { get; init; } = [];
    }

    public sealed record LfsObject(string Oid, long Size);

    public static async Task<IResult> RunAsync(WireContext wire, Permits permits, HubOptions options, ContentStore content, string type, string ns, string name, Body body)
    {
        var upload = body.Operation == "upload";
        var found = await wire.RepositoryAsync(upload ? Act.Write : Act.Use, type, ns, Named(name));
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (body.Operation is not ("upload" or "download") || body.Objects.Count is 0 or > MostObjects)
            return BadBatch.ToProblem();
        var caller = await wire.CallerAsync();
        foreach (var one in upload ? [] : body.Objects)
        {
            if ((await wire.Download.ContentAsync(caller, found.Value, one.Oid, wire.Stop) ?? await HeldContents.AskAsync(wire.Db, caller, found.Value, one.Oid, wire.Stop)) is { } refusal)
                return refusal.ToProblem();
        }

        var asked = body.Objects.Select(one => one.Oid).ToList();
        var known = upload
            ? await ReachableContents.AmongAsync(wire.Db, caller, found.Value, asked, wire.Stop)
            : await ReachableContents.HeldAsync(wire.Db, found.Value, asked, wire.Stop);
        foreach (var damaged in upload ? await Damages.AmongAsync(wire.Db, asked, wire.Stop) : [])
            known.Remove(damaged);
        var more = body.Objects.Where(one => upload && !known.ContainsKey(one.Oid)).DistinctBy(one => one.Oid).ToDictionary(one => one.Oid, one => one.Size);
        if (await Quota.AskAsync(wire.Db, content, found.Value.Owners, more, wire.Stop) is { } full)
            return full.ToProblem();
        var ask = new Ask(wire, permits, options, found.Value, caller);
        var transfer = !upload ? "basic" : body.Transfers.Contains("xet") ? "xet" : body.Transfers.Contains("multipart") && body.Objects.Any(one => one.Size > options.MultipartBytes) ? "multipart" : "basic";
        wire.Http.Response.ContentType = "application/vnd.git-lfs+json";
        return TypedResults.Json(
            new { transfer, objects = body.Objects.Select(one => Answer(ask, transfer, upload, one, known)) },
            contentType: "application/vnd.git-lfs+json");
    }

    private static object Answer(Ask ask, string transfer, bool upload, LfsObject asked, Dictionary<string, long> known)
    {
        if (asked.Oid.Length != 64 || !asked.Oid.All(char.IsAsciiHexDigitLower) || asked.Size < 0)
            return new { oid = asked.Oid, size = asked.Size, error = new { code = 422, message = "The object's name must be the SHA-256 of its bytes, with their number." } };
        var here = known.TryGetValue(asked.Oid, out var size) && size == asked.Size;
        if (!upload && !here)
            return new { oid = asked.Oid, size = asked.Size, error = new { code = 404, message = "The repository has no such object." } };
        if (!upload)
            return new { oid = asked.Oid, size = asked.Size, actions = new { download = new { href = ask.DownloadOf(asked) } } };

        // What is here already needs no action; the clients stumble over an empty one.
        if (here)
            return new { oid = asked.Oid, size = asked.Size };
        var action = transfer switch
        {
            "xet" => ask.XetOf(),
            "multipart" when asked.Size > ask.Options.MultipartBytes => ask.PartsOf(asked),
            _ => new Dictionary<string, object> { ["href"] = ask.Address("lfs/objects", new UploadPermit(ask.Caller.PersonId!, asked.Oid, asked.Size, null, 0)) },
        };
        return new { oid = asked.Oid, size = asked.Size, actions = new { upload = action, verify = new { href = $"{WireTarget.Endpoint(ask.Wire.Http)}/lfs/verify" } } };
    }

    // The address ends in `.git`, which is no part of the name.
    private static string Named(string name) => name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;

    private sealed record Ask(WireContext Wire, Permits Permits, HubOptions Options, Repository Repository, Caller Caller)
    {
        public string Address(string route, UploadPermit permit) =>
            $"{WireTarget.Endpoint(Wire.Http)}/{route}/{Permits.Write(permit, Permits.UploadLife)}";

        public string DownloadOf(LfsObject asked) =>
            $"{WireTarget.Endpoint(Wire.Http)}/lfs/contents/{Permits.Write(new ContentPermit(asked.Oid), Permits.UploadLife)}";

        public Dictionary<string, object> PartsOf(LfsObject asked)
        {
            var (upload, count) = (Guid.NewGuid().ToString("n"), (int)((asked.Size + Options.MultipartBytes - 1) / Options.MultipartBytes));
            var header = new Dictionary<string, string> { ["chunk_size"] = Options.MultipartBytes.ToString(CultureInfo.InvariantCulture) };
            for (var part = 1; part <= count; part++)
                header[part.ToString("00000", CultureInfo.InvariantCulture)] = Address("lfs/parts", new(Caller.PersonId!, asked.Oid, asked.Size, upload, part));
            return new() { ["href"] = Address("lfs/complete", new(Caller.PersonId!, asked.Oid, asked.Size, upload, 0)), ["header"] = header };
        }

        public Dictionary<string, object> XetOf()
        {
            var token = Xet.XetTokens.Make(Wire.Http, Permits, Repository, Caller, mayWrite: true, DateTime.UtcNow);
            return new()
            {
                ["href"] = $"{WireTarget.Endpoint(Wire.Http)}/api/{Repository.Kind}s/{Repository.Id}/xet-write-token/{RepositoryRef.Main}",
                ["header"] = new Dictionary<string, string>
                {
                    ["X-Xet-Cas-Url"] = token.CasUrl,
                    ["X-Xet-Access-Token"] = token.AccessToken,
                    ["X-Xet-Token-Expiration"] = token.Exp.ToString(CultureInfo.InvariantCulture),
                    ["X-Xet-Session-Id"] = Guid.NewGuid().ToString("n"),
                },
            };
        }
    }

    private static Refusal BadBatch { get; } = Refusal.Invalid(
        "bad-batch",
        new("LFS の要求が正しくありません。", "The LFS request cannot be read."),
        new($"operation は upload か download、objects は 1〜{MostObjects} 件にしてください。", $"Use the operation upload or download, and 1 to {MostObjects} objects."));
}
