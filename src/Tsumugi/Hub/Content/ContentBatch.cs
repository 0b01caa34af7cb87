using System.Buffers;
using System.Security.Cryptography;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>Takes in some contents together, so that many small ones share a xorb. Nothing counts before <see cref="CompleteAsync"/>.</summary>
public sealed class ContentBatch : IAsyncDisposable
{
    /// <summary>What is read at a time; before it there is room for the chunk that the last block left unfinished.</summary>
    private const int BlockBytes = 1 << 18;
    private const int BufferBytes = Chunker.MostBytes + BlockBytes;

    /// <summary>One block arrives, one is cut and hashed, one is written: each on its own thread.</summary>
    private const int Buffers = 3;

    /// <summary>Spools that may wait for the object store; an upload that is faster waits for them.</summary>
    private const int MostUnkept = 4;

    private readonly ContentStore _store;
    private readonly XorbIndex _index;

    // Chunks of spools that are not on record yet; the others are found there.
    private readonly Dictionary<XetHash, (int Spool, int Position)> _new = [];
    private readonly Queue<(Task Kept, IReadOnlyList<XorbChunk> Chunks)> _unkept = [];
    private readonly List<Task<long>> _kept = [];
    private readonly List<Draft> _drafts = [];
    private readonly IDisposable _held;
    private ChunkLookup? _lookup;
    private XorbSpool? _spool;
    private Task _writing = Task.CompletedTask;

    internal ContentBatch(ContentStore store, XorbIndex index) => (_store, _index, _held) = (store, index, store.Hold());

    /// <summary>Takes the rest of the stream.</summary>
    /// <exception cref="IOException">When the disk is full or not writable.</exception>
    public async Task<ContentRef> AddAsync(Stream source, CancellationToken stop)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var draft = new Draft();
        var chunker = default(Chunker);
        var buffers = new byte[Buffers][];
        var written = new Task[Buffers];
        for (var i = 0; i < Buffers; i++)
            (buffers[i], written[i]) = (ArrayPool<byte>.Shared.Rent(BufferBytes), Task.CompletedTask);
        try
        {
            var (at, carried) = (0, 0);
            var read = await FillAsync(source, buffers[at], stop);
            while (true)
            {
                var (block, next, length, last) = (buffers[at], (at + 1) % Buffers, read, read < BlockBytes);
                await written[next];
                var hashing = Task.Run(() => sha.AppendData(block, Chunker.MostBytes, length), CancellationToken.None);
                var reading = last ? Task.FromResult(0) : FillAsync(source, buffers[next], stop);
                try
                {
                    draft.Size += length;
                    if (last && draft.Size == length)
                        draft.GitBlob = GitBlob.NameOf(block.AsSpan(Chunker.MostBytes, length));
                    var rest = await CutAsync(draft, block.AsMemory(Chunker.MostBytes - carried, carried + length), carried, last, chunker, stop);
                    (chunker, carried) = rest;
                }
                finally
                {
                    await hashing;
                    read = await reading;
                }

                written[at] = _writing;
                if (last)
                    break;
                block.AsSpan(BufferEnd(length) - carried, carried).CopyTo(buffers[next].AsSpan(Chunker.MostBytes - carried));
                at = next;
            }
        }
        finally
        {
            await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var buffer in buffers)
                ArrayPool<byte>.Shared.Return(buffer);
        }

        await _writing;
        draft.Sha256 = Convert.ToHexStringLower(sha.GetHashAndReset());
        _drafts.Add(draft);
        return new(draft.Sha256, draft.Size);
    }

    /// <summary>Takes bytes from memory; whatever their number, they may be kept as a plain file of a repository.</summary>
    public async Task<ContentRef> AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var added = await AddAsync(new MemoryStream(bytes.ToArray(), writable: false), stop);
        _drafts[^1].GitBlob = GitBlob.NameOf(bytes.Span);
        return added;
    }

    /// <summary>Waits until all chunks are in the object store, and records what was added.</summary>
    public async Task CompleteAsync(CancellationToken stop)
    {
        CloseSpool();
        var xorbs = await Task.WhenAll(_kept);
        await _store.RecordAsync([.. _drafts.Select(draft => draft.ToRow(xorbs))], stop);
        _drafts.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _spool?.Dispose();
        if (_spool is { } unfinished)
            File.Delete(unfinished.Path);
        await ((Task)Task.WhenAll(_kept)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_lookup is not null)
            await _lookup.DisposeAsync();
        _held.Dispose();
    }

    private static int BufferEnd(int length) => Chunker.MostBytes + length;

    private static async Task<int> FillAsync(Stream source, byte[] buffer, CancellationToken stop) =>
        await source.ReadAtLeastAsync(buffer.AsMemory(Chunker.MostBytes, BlockBytes), BlockBytes, throwOnEndOfStream: false, stop);

    /// <returns>The chunker as it stands then, and how many bytes at the end belong to a chunk that goes on.</returns>
    private async Task<(Chunker Chunker, int Carried)> CutAsync(
        Draft draft, ReadOnlyMemory<byte> bytes, int seen, bool last, Chunker chunker, CancellationToken stop)
    {
        var chunks = new List<(XetHash Hash, ReadOnlyMemory<byte> Bytes)>();
        var (start, at) = (0, seen);
        while (at < bytes.Length)
        {
            at += chunker.Take(bytes.Span[at..], out var ends);
            if (!ends && !last)
                break;
            chunks.Add((XetHashing.OfChunk(bytes.Span[start..at]), bytes[start..at]));
            start = at;
        }

        // The last block may be empty, and end a chunk all the same.
        if (last && start < bytes.Length)
            chunks.Add((XetHashing.OfChunk(bytes.Span[start..]), bytes[start..]));
        await PlaceAsync(draft, chunks, stop);
        return (chunker, last ? 0 : bytes.Length - start);
    }

    private async Task PlaceAsync(Draft draft, List<(XetHash Hash, ReadOnlyMemory<byte> Bytes)> chunks, CancellationToken stop)
    {
        await ForgetKeptAsync();
        foreach (var (hash, bytes) in chunks)
        {
            if (_new.TryGetValue(hash, out var own))
            {
                draft.Add(hash, new(null, own.Spool, own.Position, bytes.Length));
                continue;
            }

            if (draft.Follows(hash) is { } follower)
            {
                draft.Add(hash, follower);
                continue;
            }

            _lookup ??= await _index.LookUpAsync(stop);
            draft.Add(hash, await _lookup.FindAsync(hash, stop) is { } old
                ? new(old.Xorb, -1, old.Position, bytes.Length)
                : Write(hash, bytes));
        }

        Flush();
    }

    // What is kept in memory must not grow with the file.
    private async Task ForgetKeptAsync()
    {
        while (_unkept.TryPeek(out var oldest) && (oldest.Kept.IsCompleted || _unkept.Count > MostUnkept))
        {
            await oldest.Kept;
            foreach (var chunk in _unkept.Dequeue().Chunks)
                _new.Remove(chunk.Hash);
        }
    }

    // One after the other, so that a xorb only grows.
    private void Flush()
    {
        if (_spool?.Flush() is { } write)
            _writing = ThenAsync(_writing, write);
    }

    private static async Task ThenAsync(Task before, Action write)
    {
        await before.ConfigureAwait(false);
        await Task.Run(write).ConfigureAwait(false);
    }

    private Place Write(XetHash hash, ReadOnlyMemory<byte> bytes)
    {
        if (_spool?.HasRoomFor(bytes.Length) == false)
            CloseSpool();
        _spool ??= new(_store.NewIncomingPath());
        var place = new Place(null, _kept.Count, _spool.Add(hash, bytes), bytes.Length);
        _new[hash] = (place.Spool, place.Position);
        return place;
    }

    private void CloseSpool()
    {
        if (_spool is not { } full)
            return;
        Flush();
        _spool = null;
        _kept.Add(CloseAsync(full, _writing));
        _unkept.Enqueue((_kept[^1], full.Chunks));
    }

    private async Task<long> CloseAsync(XorbSpool full, Task written)
    {
        try
        {
            await written;
        }
        catch
        {
            File.Delete(full.Path);
            throw;
        }
        finally
        {
            full.Dispose();
        }

        return (await _store.KeepAsync(full.Path, full.Chunks, CancellationToken.None)).Id;
    }

    /// <summary>Where one chunk lies: in a xorb known before, or in one of this batch.</summary>
    private readonly record struct Place(StoredXorb? Xorb, int Spool, int Position, int Length);

    private sealed class Draft
    {
        private readonly XetTree _tree = new();

        // A spool has no number in the records yet: it stands as -1 - spool.
        private readonly List<Term> _terms = [];
        private Place _last;

        public long Size { get; set; }

        public string Sha256 { get; set; } = "";

        public string? GitBlob { get; set; }

        public void Add(XetHash hash, Place place)
        {
            _tree.Add(new(hash, place.Length));
            Term.Append(_terms, place.Xorb?.Id ?? -1 - place.Spool, place.Position, place.Length);
            _last = place;
        }

        /// <summary>What follows the last chunk in its xorb, when it is this one: the usual case, and no query.</summary>
        public Place? Follows(XetHash hash) =>
            _last is { Xorb: { } xorb } last && last.Position + 1 < xorb.Chunks.Count
            && xorb.Chunks[last.Position + 1] is var next && next.Hash == hash && !xorb.Broken.Contains(last.Position + 1)
                ? new(xorb, -1, last.Position + 1, next.Header.Length)
                : null;

        public ContentRow ToRow(long[] made) => new()
        {
            Sha256 = Sha256,
            Size = Size,
            XetHash = _tree.FileRoot().ToString(),
            GitBlob = GitBlob,
            Terms = Term.Write([.. _terms.Select(term => term.XorbId < 0 ? term with { XorbId = made[-1 - term.XorbId] } : term)]),
            CreatedAt = DateTime.UtcNow,
        };
    }
}
