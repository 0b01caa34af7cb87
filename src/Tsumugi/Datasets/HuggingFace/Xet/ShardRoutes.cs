using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace.Xet;

/// <summary>Shards tell which chunks make which file; clients also ask which chunks are here already.</summary>
internal static class ShardRoutes
{
    private static readonly TimeSpan AnswerLife = TimeSpan.FromDays(7);

    public static async Task<IResult> PutAsync(HttpContext http, HubDb db, Permits permits, ShardFiles files, ContentStore store, CancellationToken stop)
    {
        var allowed = await XetTokens.CheckAsync(http, db, permits, write: true, stop);
        if (allowed.Refused)
            return allowed.Refusal!.ToProblem();
        if (http.Request.ContentLength > Shard.MostBytes)
            return TooLarge.ToProblem();
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(new Limited(body), stop);
        if (body.Length > Shard.MostBytes)
            return TooLarge.ToProblem();
        using var held = store.Hold();
        try
        {
            var shard = ShardReader.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
            var made = await files.AddAsync(shard, stop);
            var sizes = made.Contents.DistinctBy(row => row.Sha256).ToDictionary(row => row.Sha256, row => row.Size);
            if (await Quota.AskAsync(db, store, allowed.Value.Repository.Owners, sizes, stop) is { } full)
                return full.ToProblem();
            await ReachableContents.BroughtAsync(db, new Caller { PersonId = allowed.Value.Permit.Person }, [.. made.Contents.Select(row => row.Sha256)], DateTime.UtcNow, stop);
            return TypedResults.Json(new Dictionary<string, int> { ["result"] = made.AnyNew ? 1 : 0 });
        }
        catch (XetFormatException error)
        {
            return XorbRoutes.Bad(Words.Same(error.Message)).ToProblem();
        }
    }

    /// <summary>Which xorb holds a chunk, with all that lies beside it. Hashes are hidden under a key: one learns only of what one has.</summary>
    public static async Task<IResult> FindChunkAsync(HttpContext http, HubDb db, Permits permits, XorbIndex index, string hash, CancellationToken stop)
    {
        var allowed = await XetTokens.CheckAsync(http, db, permits, write: true, stop);
        if (allowed.Refused)
            return allowed.Refusal!.ToProblem();
        await using var lookup = await index.LookUpAsync(stop);
        if (!XetHash.TryParse(hash, out var chunk) || await lookup.FindAsync(chunk, stop) is not { } place)
            return CommitFiles.NoEntry(hash).ToProblem();
        if (await index.FindAsync(place.Xorb.Hash, stop) is null)
            return CommitFiles.NoEntry(hash).ToProblem();
        var (now, key) = (DateTime.UtcNow, XetHash.Read(RandomNumberGenerator.GetBytes(XetHash.Bytes)));
        return TypedResults.Bytes(ShardWriter.Write([Described(place.Xorb)], key, now, now + AnswerLife));
    }

    private static ShardXorb Described(StoredXorb xorb)
    {
        var chunks = new List<ShardChunk>(xorb.Chunks.Count);
        uint offset = 0;
        foreach (var chunk in xorb.Chunks)
        {
            chunks.Add(new(chunk.Hash, offset, (uint)chunk.Header.Length));
            offset += (uint)chunk.Header.Length;
        }

        return new(xorb.Hash, chunks, (uint)xorb.Bytes(0, xorb.Chunks.Count).End);
    }

    private static Hub.Refusal TooLarge => XorbRoutes.Bad(new($"shard は {Shard.MostBytes} バイトまでです。", $"A shard may have at most {Shard.MostBytes} bytes."));

    /// <summary>Takes no more than a shard may have, and one byte to know of the rest.</summary>
    private sealed class Limited(MemoryStream target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => target.Length;

        public override long Position { get => target.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer, offset, (int)Math.Min(count, Shard.MostBytes + 1 - target.Length));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
