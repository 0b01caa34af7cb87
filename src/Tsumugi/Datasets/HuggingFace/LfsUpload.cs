using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Takes large files in: whole, or in parts in any order. What does not have the promised hash and size is not kept.</summary>
internal static class LfsUpload
{
    public sealed record CompleteBody(string Oid, IReadOnlyList<PartDone> Parts);

    public sealed record PartDone(int PartNumber, string? Etag);

    public static async Task<IResult> PutAsync(WireContext wire, Permits permits, ContentStore content, string permit)
    {
        if (permits.Read<UploadPermit>(permit) is not { Upload: null } allowed)
            return Permits.Ended.ToProblem();
        if (wire.Http.Request.ContentLength is { } length && length != allowed.Size)
            return WrongSize(allowed.Size, length).ToProblem();
        return await KeepAsync(wire, content, allowed, wire.Http.Request.Body);
    }

    public static async Task<IResult> GetAsync(WireContext wire, Permits permits, string permit)
    {
        if (permits.Read<ContentPermit>(permit) is not { } allowed)
            return Permits.Ended.ToProblem();
        return await ContentStore.FindAsync(wire.Db, allowed.Sha256, wire.Stop) is { } content
            ? new ContentResult(content)
            : CommitFiles.NoEntry(allowed.Sha256).ToProblem();
    }

    public static async Task<IResult> PutPartAsync(WireContext wire, Permits permits, HubOptions options, PartedUploads uploads, string permit)
    {
        if (permits.Read<UploadPermit>(permit) is not { Upload: { } upload, Part: > 0 and var part } allowed)
            return Permits.Ended.ToProblem();
        var expected = Math.Min(options.MultipartBytes, allowed.Size - ((part - 1) * options.MultipartBytes));
        if (wire.Http.Request.ContentLength is { } length && length != expected)
            return WrongSize(expected, length).ToProblem();
        var came = await uploads.Of(upload, PartsOf(allowed, options)).PutAsync(part, wire.Http.Request.Body, expected, wire.Stop);
        if (came != expected)
            return WrongSize(expected, came).ToProblem();
        wire.Http.Response.Headers.ETag = $"\"{upload}-{part}\"";
        return TypedResults.Ok();
    }

    public static async Task<IResult> CompleteAsync(WireContext wire, Permits permits, HubOptions options, PartedUploads uploads, string permit, CompleteBody body)
    {
        if (permits.Read<UploadPermit>(permit) is not { Upload: { } upload, Part: 0 } allowed || body.Oid != allowed.Sha256)
            return Permits.Ended.ToProblem();
        if (uploads.Find(upload) is not { } whole)
            return MissingParts([.. Enumerable.Range(1, PartsOf(allowed, options))]).ToProblem();
        if (await whole.MissingAsync(wire.Stop) is { Count: > 0 } missing)
            return MissingParts(missing).ToProblem();
        try
        {
            var stored = await whole.EndAsync();
            if (Untrue(allowed, stored) is { } refusal)
                return refusal.ToProblem();
            await whole.KeepAsync(wire.Stop);
            await BroughtAsync(wire, allowed);
        }
        finally
        {
            await uploads.EndAsync(upload);
        }

        return TypedResults.Ok();
    }

    public static async Task<IResult> VerifyAsync(WireContext wire, LfsBatch.LfsObject body)
    {
        var caller = await wire.CallerAsync();
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var brought = await wire.Db.Set<BroughtContent>().AnyAsync(row => row.PersonId == caller.PersonId && row.Sha256 == body.Oid, wire.Stop);
        var content = brought ? await ContentStore.FindAsync(wire.Db, body.Oid, wire.Stop) : null;
        return content is null ? CommitFiles.NoEntry(body.Oid).ToProblem()
            : content.Size != body.Size ? WrongSize(body.Size, content.Size).ToProblem()
            : TypedResults.Ok();
    }

    private static async Task<IResult> KeepAsync(WireContext wire, ContentStore content, UploadPermit allowed, Stream body)
    {
        await using (var batch = content.Begin())
        {
            if (Untrue(allowed, await batch.AddAsync(body, wire.Stop)) is { } refusal)
                return refusal.ToProblem();
            await batch.CompleteAsync(wire.Stop);
            await BroughtAsync(wire, allowed);
        }

        return TypedResults.Ok();
    }

    private static Task BroughtAsync(WireContext wire, UploadPermit allowed) =>
        ReachableContents.BroughtAsync(wire.Db, new Caller { PersonId = allowed.Person }, [allowed.Sha256], DateTime.UtcNow, wire.Stop);

    private static Refusal? Untrue(UploadPermit allowed, ContentRef came) =>
        came.Size != allowed.Size ? WrongSize(allowed.Size, came.Size)
        : came.Hash != allowed.Sha256 ? WrongHash(allowed.Sha256, came.Hash)
        : null;

    private static int PartsOf(UploadPermit allowed, HubOptions options) => (int)((allowed.Size + options.MultipartBytes - 1) / options.MultipartBytes);

    private static Refusal WrongSize(long expected, long came) => new(
        "wrong-size", StatusCodes.Status422UnprocessableEntity,
        new($"{expected:N0} バイトのはずが {came:N0} バイトでした。", $"{expected} bytes were announced and {came} came."),
        new("ファイルが変わっていないかを確かめ、もう一度送ってください。", "See whether the file changed meanwhile, and send it again."));

    private static Refusal WrongHash(string expected, string came) => new(
        "wrong-hash", StatusCodes.Status422UnprocessableEntity,
        new($"SHA-256 が {expected} のはずが {came} でした。", $"The SHA-256 was announced as {expected} and is {came}."),
        new("ファイルが変わっていないかを確かめ、もう一度送ってください。", "See whether the file changed meanwhile, and send it again."));

    private static Refusal MissingParts(IReadOnlyList<int> missing) => Refusal.Invalid(
        "missing-parts",
        new($"届いていない部分があります：{string.Join(", ", missing.Take(10))}。", $"Parts have not arrived: {string.Join(", ", missing.Take(10))}."),
        new("その部分を送ってから、もう一度完了してください。", "Send them and complete again."));
}
