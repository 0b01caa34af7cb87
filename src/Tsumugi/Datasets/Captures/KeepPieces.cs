using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Captures;

/// <summary>Takes an acquisition's bytes in: in pieces, each whole or not at all, so that a file of any size goes on where it broke off.</summary>
public sealed class KeepPieces(HubDb db, ContentStore store)
{
    private const int Most = 100_000;

    /// <returns>Which of some SHA-256 are still to be sent.</returns>
    public async Task<Outcome<List<string>>> MissingAsync(Caller caller, Capture capture, IReadOnlyList<string> asked, CancellationToken stop)
    {
        if (asked.Count > Most)
            return Refusal.Invalid("too-many", new($"一度に {Most:N0} 個までです。", $"At most {Most:N0} at once."), new("分けて尋ねてください。", "Ask for some at a time."));
        using var held = store.Hold();
        var here = await HereAsync(caller, capture, asked, stop);

        // What nothing refers to may be about to go; named by somebody, it stays until the revision comes.
        await ReachableContents.BroughtAsync(db, caller, here.Keys, DateTime.UtcNow, stop);
        return asked.Where(hash => !here.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToList();
    }

    /// <returns>Null when it is kept.</returns>
    public async Task<Refusal?> PutAsync(Caller caller, Capture capture, string sha256, Stream body, long? length, CancellationToken stop)
    {
        if (await FullAsync(capture, sha256, length ?? 0, stop) is { } full)
            return full;
        await using var batch = store.Begin();
        var came = await batch.AddAsync(body, stop);
        return came.Hash == sha256 ? await KeepAsync(batch, caller, sha256, stop) : Wrong(sha256, came.Hash);
    }

    /// <returns>Null when the whole is kept.</returns>
    public async Task<Refusal?> JoinAsync(Caller caller, Capture capture, string sha256, CapturePieces said, CancellationToken stop)
    {
        var pieces = said.Pieces ?? [];
        using var held = store.Hold();
        var here = pieces.Count > Most ? [] : await HereAsync(caller, capture, pieces, stop);
        if (pieces.FirstOrDefault(piece => !here.ContainsKey(piece)) is { } missing)
            return CommitFiles.NotUploaded(capture.Name, missing);
        if (pieces.Sum(piece => here[piece]) != said.Size)
            return Wrong(sha256, $"{pieces.Sum(piece => here[piece])} bytes");
        if (await FullAsync(capture, sha256, said.Size, stop) is { } full)
            return full;
        await using var batch = store.Begin();
        await using var whole = new JoinedContents(store, pieces);
        var came = await batch.AddAsync(whole, stop);
        return came.Hash == sha256 ? await KeepAsync(batch, caller, sha256, stop) : Wrong(sha256, came.Hash);
    }

    private async Task<Dictionary<string, long>> HereAsync(Caller caller, Capture capture, IReadOnlyList<string> asked, CancellationToken stop)
    {
        var (repository, here) = (await FindCapture.RepositoryAsync(db, capture, stop), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var some in asked.Distinct(StringComparer.Ordinal).Chunk(1000))
        {
            foreach (var (hash, size) in await ReachableContents.AmongAsync(db, caller, repository, some, stop))
                here[hash] = size;
            foreach (var damaged in await Damages.AmongAsync(db, some, stop))
                here.Remove(damaged);
        }

        return here;
    }

    private async Task<Refusal?> FullAsync(Capture capture, string sha256, long bytes, CancellationToken stop) =>
        await Quota.AskAsync(db, store, (await FindCapture.RepositoryAsync(db, capture, stop)).Owners, new Dictionary<string, long> { [sha256] = bytes }, stop);

    private async Task<Refusal?> KeepAsync(ContentBatch batch, Caller caller, string sha256, CancellationToken stop)
    {
        await batch.CompleteAsync(stop);
        await ReachableContents.BroughtAsync(db, caller, [sha256], DateTime.UtcNow, stop);
        return null;
    }

    private static Refusal Wrong(string expected, string came) => new(
        "wrong-hash", 422,
        new($"SHA-256 が {expected} のはずが {came} でした。", $"The SHA-256 was announced as {expected} and is {came}."),
        new("ファイルが変わっていないかを確かめ、もう一度送ってください。", "See whether the file changed meanwhile, and send it again."));
}
