using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace.Xet;

/// <param name="Start">The first.</param>
/// <param name="End">The one behind the last chunk, but the last byte: these clients count bytes inclusively.</param>
internal sealed record WireRange(long Start, long End);

internal sealed record WireTerm(string Hash, [property: JsonPropertyName("unpacked_length")] long UnpackedLength, WireRange Range);

/// <summary>Says which chunks of which xorbs make a file, or a part of it, and where their bytes are.</summary>
internal static class Reconstruct
{
    public static Task<IResult> FirstAsync(HttpContext http, HubDb db, AskDownload download, Permits permits, XorbIndex index, string hash, CancellationToken stop) =>
        RunAsync(http, db, download, permits, index, hash, second: false, stop);

    public static Task<IResult> SecondAsync(HttpContext http, HubDb db, AskDownload download, Permits permits, XorbIndex index, string hash, CancellationToken stop) =>
        RunAsync(http, db, download, permits, index, hash, second: true, stop);

    private static async Task<IResult> RunAsync(HttpContext http, HubDb db, AskDownload download, Permits permits, XorbIndex index, string hash, bool second, CancellationToken stop)
    {
        var allowed = await XetTokens.CheckAsync(http, db, permits, write: false, stop);
        if (allowed.Refused)
            return allowed.Refusal!.ToProblem();
        if (await FindAsync(db, allowed.Value.Repository, allowed.Value.Permit.Person, hash, stop) is not { } content)
            return CommitFiles.NoEntry(hash).ToProblem();
        if (await AskAsync(db, download, allowed.Value, content.Sha256, stop) is { } refusal)
            return refusal.ToProblem();
        var (start, end) = (0L, content.Size);
        if (http.Request.GetTypedHeaders().Range is { Ranges: { Count: 1 } ranges })
        {
            var range = ranges.First();
            start = range.From ?? Math.Max(0, content.Size - range.To!.Value);
            end = range.From is null ? content.Size : Math.Min(content.Size, (range.To ?? long.MaxValue - 1) + 1);
            if (start >= content.Size)
                return PastTheEnd.ToProblem();
        }

        var (terms, skipped) = await TermsAsync(content, index, start, end, stop);
        return Answer(http, permits, terms, skipped, second);
    }

    // What somebody brought in and has not committed yet belongs to no repository, and has no conditions.
    private static async Task<Refusal?> AskAsync(HubDb db, AskDownload download, (XetPermit Permit, Repository Repository) allowed, string sha256, CancellationToken stop)
    {
        var (permit, repository) = allowed;
        var refusal = await db.Of<RepositoryContent>(repository).AnyAsync(row => row.Sha256 == sha256, stop)
            ? await download.ContentAsync(await XetTokens.CallerAsync(db, permit, stop), repository, sha256, stop) : null;
        return refusal ?? await HeldContents.AskAsync(db, permit.IsOwn, repository, sha256, stop);
    }

    // The file must be one of the token's repository, or brought in by whom the token was given to.
    private static async Task<ContentRow?> FindAsync(HubDb db, Repository repository, string person, string hash, CancellationToken stop)
    {
        var held = db.Of<RepositoryContent>(repository);
        return await db.Set<ContentRow>().AsNoTracking()
            .Where(row => row.XetHash == hash)
            .Where(row => held.Any(one => one.Sha256 == row.Sha256) || db.Set<BroughtContent>().Any(one => one.Sha256 == row.Sha256 && one.PersonId == person))
            .FirstOrDefaultAsync(stop);
    }

    /// <summary>The chunks that hold the bytes asked for, and how many bytes come before those.</summary>
    private static async Task<(List<(StoredXorb Xorb, int Start, int End)> Terms, long Skipped)> TermsAsync(
        ContentRow content, XorbIndex index, long start, long end, CancellationToken stop)
    {
        var (terms, skipped, position) = (new List<(StoredXorb, int, int)>(), 0L, 0L);
        foreach (var term in Term.Read(content.Terms))
        {
            var termEnd = position + term.Length;
            if (termEnd > start && position < end)
            {
                var xorb = await index.FindAsync(term.XorbId, stop);
                var (first, last, at) = (term.Start, term.End, position);
                while (at + xorb.Chunks[first].Header.Length <= start)
                    at += xorb.Chunks[first++].Header.Length;
                if (terms.Count == 0)
                    skipped = start - at;
                for (var tail = termEnd; tail - xorb.Chunks[last - 1].Header.Length >= end; last--)
                    tail -= xorb.Chunks[last - 1].Header.Length;
                terms.Add((xorb, first, last));
            }

            position = termEnd;
        }

        return (terms, skipped);
    }

    private static JsonHttpResult<Dictionary<string, object>> Answer(HttpContext http, Permits permits, List<(StoredXorb Xorb, int Start, int End)> terms, long skipped, bool second)
    {
        var wireTerms = terms.Select(term => new WireTerm(term.Xorb.Hash.ToString(), term.Xorb.Length(term.Start, term.End), new(term.Start, term.End))).ToList();
        var fetches = terms.GroupBy(term => term.Xorb.Hash).ToDictionary(
            group => group.Key.ToString(),
            group => Merged(group.Select(term => (term.Start, term.End))).Select(range => Fetch(http, permits, group.First().Xorb, range)).ToList());
        return second
            ? TypedResults.Json(new Dictionary<string, object>
            {
                ["offset_into_first_range"] = skipped,
                ["terms"] = wireTerms,
                ["xorbs"] = fetches.ToDictionary(
                    pair => pair.Key,
                    pair => pair.Value.Select(fetch => new { url = fetch.Url, ranges = new[] { new { chunks = fetch.Chunks, bytes = fetch.Bytes } } })),
            })
            : TypedResults.Json(new Dictionary<string, object>
            {
                ["offset_into_first_range"] = skipped,
                ["terms"] = wireTerms,
                ["fetch_info"] = fetches.ToDictionary(
                    pair => pair.Key,
                    pair => pair.Value.Select(fetch => new Dictionary<string, object> { ["range"] = fetch.Chunks, ["url"] = fetch.Url, ["url_range"] = fetch.Bytes })),
            });
    }

    private static (string Url, WireRange Chunks, WireRange Bytes) Fetch(HttpContext http, Permits permits, StoredXorb xorb, (int Start, int End) range)
    {
        var (start, end) = xorb.Bytes(range.Start, range.End);
        var permit = permits.Write(new XorbPermit(xorb.File.ToString(), start, end), Permits.XetLife);
        return ($"{WireTarget.Endpoint(http)}/xet/bytes/{permit}", new(range.Start, range.End), new(start, end - 1));
    }

    /// <summary>Ranges that touch or overlap become one, so that no byte is fetched twice.</summary>
    private static List<(int Start, int End)> Merged(IEnumerable<(int Start, int End)> ranges)
    {
        var merged = new List<(int Start, int End)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.Start <= merged[^1].End)
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, range.End));
            else
                merged.Add(range);
        }

        return merged;
    }

    private static Refusal PastTheEnd { get; } = new(
        "past-the-end", StatusCodes.Status416RangeNotSatisfiable,
        new("範囲がファイルの終わりを越えています。", "The range begins past the end of the file."),
        new("ファイルの大きさを確かめてください。", "Check the size of the file."));
}
