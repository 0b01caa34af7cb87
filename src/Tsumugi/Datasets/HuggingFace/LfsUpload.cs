using System.Globalization;
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

    public static async Task<IResult> PutPartAsync(WireContext wire, Permits permits, HubOptions options, string permit)
    {
        if (permits.Read<UploadPermit>(permit) is not { Upload: { } upload, Part: > 0 and var part } allowed)
            return Permits.Ended.ToProblem();
        var expected = Math.Min(options.MultipartBytes, allowed.Size - ((part - 1) * options.MultipartBytes));
        if (wire.Http.Request.ContentLength is { } length && length != expected)
            return WrongSize(expected, length).ToProblem();
        var folder = Directory.CreateDirectory(PartsFolder(options, upload)).FullName;
        var unfinished = Path.Combine(folder, $"{part}.{Guid.NewGuid():n}");
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await wire.Http.Request.Body.CopyToAsync(file, 1 << 18, wire.Stop);
                if (file.Length != expected)
                    return WrongSize(expected, file.Length).ToProblem();
            }

            // The same part twice: the later one counts.
            File.Move(unfinished, Path.Combine(folder, part.ToString(CultureInfo.InvariantCulture)), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        wire.Http.Response.Headers.ETag = $"\"{upload}-{part}\"";
        return TypedResults.Ok();
    }

    public static async Task<IResult> CompleteAsync(WireContext wire, Permits permits, HubOptions options, ContentStore content, string permit, CompleteBody body)
    {
        if (permits.Read<UploadPermit>(permit) is not { Upload: { } upload, Part: 0 } allowed || body.Oid != allowed.Sha256)
            return Permits.Ended.ToProblem();
        var folder = PartsFolder(options, upload);
        var count = (int)((allowed.Size + options.MultipartBytes - 1) / options.MultipartBytes);
        var parts = Enumerable.Range(1, count).Select(part => Path.Combine(folder, part.ToString(CultureInfo.InvariantCulture))).ToList();
        var missing = Enumerable.Range(1, count).Where(part => !File.Exists(parts[part - 1])).ToList();
        if (missing.Count > 0)
            return MissingParts(missing).ToProblem();
        await using (var whole = new JoinedFiles(parts))
        {
            var kept = await KeepAsync(wire, content, allowed, whole);
            if (kept is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK })
                return kept;
        }

        Directory.Delete(folder, recursive: true);
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
            var stored = await batch.AddAsync(body, wire.Stop);
            if (stored.Size != allowed.Size)
                return WrongSize(allowed.Size, stored.Size).ToProblem();
            if (stored.Hash != allowed.Sha256)
                return WrongHash(allowed.Sha256, stored.Hash).ToProblem();
            await batch.CompleteAsync(wire.Stop);
            await ReachableContents.BroughtAsync(wire.Db, new Caller { PersonId = allowed.Person }, [allowed.Sha256], DateTime.UtcNow, wire.Stop);
        }

        return TypedResults.Ok();
    }

    private static string PartsFolder(HubOptions options, string upload) => Path.Combine(options.Content, "incoming", $"parts-{upload}");

    private static Refusal WrongSize(long expected, long came) => new(
        "wrong-size", StatusCodes.Status422UnprocessableEntity,
        new($"{expected:N0} バイトのはずが {came:N0} バイトでした。", $"{expected} bytes were announced and {came} came."),
        new("ファイルが変わっていないかを確かめ、もう一度送ってください。", "See whether the file changed meanwhile, and send it again."));

    private static Refusal WrongHash(string expected, string came) => new(
        "wrong-hash", StatusCodes.Status422UnprocessableEntity,
        new($"SHA-256 が {expected} のはずが {came} でした。", $"The SHA-256 was announced as {expected} and is {came}."),
        new("ファイルが変わっていないかを確かめ、もう一度送ってください。", "See whether the file changed meanwhile, and send it again."));

    private static Refusal MissingParts(List<int> missing) => Refusal.Invalid(
        "missing-parts",
        new($"届いていない部分があります：{string.Join(", ", missing.Take(10))}。", $"Parts have not arrived: {string.Join(", ", missing.Take(10))}."),
        new("その部分を送ってから、もう一度完了してください。", "Send them and complete again."));

    /// <summary>Files one after the other, as one stream.</summary>
    private sealed class JoinedFiles(IReadOnlyList<string> paths) : Stream
    {
        private int _next;
        private FileStream? _current;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                if (_current is null)
                {
                    if (_next == paths.Count)
                        return 0;
                    _current = new(paths[_next++], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
                }

                if (await _current.ReadAsync(buffer, cancellationToken) is var read and > 0)
                    return read;
                await _current.DisposeAsync();
                _current = null;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _current?.Dispose();
            base.Dispose(disposing);
        }
    }
}
