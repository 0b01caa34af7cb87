using System.Security.Cryptography;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>Files that a shard describes become contents, once everything about them is found true.</summary>
public sealed class ShardFiles(XorbIndex index, ContentStore store)
{
    /// <returns>The contents, and whether any was new.</returns>
    /// <exception cref="XetFormatException">When a xorb is not here, or a hash does not fit; nothing is recorded then.</exception>
    public async Task<(IReadOnlyList<ContentRow> Contents, bool AnyNew)> AddAsync(Shard shard, CancellationToken stop)
    {
        var rows = new List<ContentRow>(shard.Files.Count);
        foreach (var file in shard.Files)
            rows.Add(await CheckAsync(file, stop));
        return (rows, await store.RecordAsync(rows, stop));
    }

    private async Task<ContentRow> CheckAsync(ShardFile file, CancellationToken stop)
    {
        var (terms, chunks) = (new List<Term>(file.Terms.Count), new List<ChunkHash>());
        foreach (var term in file.Terms)
        {
            var xorb = await index.FindAsync(term.Xorb, stop) ?? throw new XetFormatException($"File {file.Hash} names xorb {term.Xorb}, which has not been uploaded.");
            if (term.End > xorb.Chunks.Count)
                throw new XetFormatException($"File {file.Hash} names chunk {term.End - 1} of xorb {term.Xorb}, which has {xorb.Chunks.Count}.");
            var range = xorb.Chunks.Skip(term.Start).Take(term.End - term.Start).ToList();

            // Only who has the bytes knows the hash of every chunk; a name overheard opens nothing.
            if (term.Proof != XetHashing.OfRange(range.Select(chunk => chunk.Hash)))
                throw new XetFormatException($"File {file.Hash} does not prove chunks {term.Start} to {term.End} of xorb {term.Xorb}.");
            if (term.Length != xorb.Length(term.Start, term.End))
                throw new XetFormatException($"File {file.Hash} gives a wrong length for chunks {term.Start} to {term.End} of xorb {term.Xorb}.");
            terms.Add(new(xorb.Id, term.Start, term.End, (int)term.Length));
            chunks.AddRange(range.Select(chunk => new ChunkHash(chunk.Hash, chunk.Header.Length)));
        }

        if (XetHashing.OfFile(chunks) != file.Hash)
            throw new XetFormatException($"The chunks named for file {file.Hash} do not make it.");
        var row = new ContentRow
        {
            Sha256 = "",
            Size = terms.Sum(term => (long)term.Length),
            XetHash = file.Hash.ToString(),
            Terms = Term.Write(terms),
            CreatedAt = DateTime.UtcNow,
        };
        return row with { Sha256 = await HashAsync(row, file.Sha256, stop) };
    }

    // Others will be given this content under its SHA-256, so it is never taken on trust.
    private async Task<string> HashAsync(ContentRow row, byte[]? said, CancellationToken stop)
    {
        await using var bytes = store.Open(row);
        var hash = await SHA256.HashDataAsync(bytes, stop);
        if (said is not null && !said.AsSpan().SequenceEqual(hash))
            throw new XetFormatException($"File {row.XetHash} is said to have the SHA-256 {Convert.ToHexStringLower(said)}; it has {Convert.ToHexStringLower(hash)}.");
        return Convert.ToHexStringLower(hash);
    }
}
