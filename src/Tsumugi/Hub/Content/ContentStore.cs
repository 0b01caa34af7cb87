using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content;

/// <param name="Hash">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct ContentRef(string Hash, long Size);

/// <summary>Files by their content: what contents share is kept once, each is there whole or not at all, and none ever changes.</summary>
public sealed class ContentStore(
    HubOptions options, IXorbFiles files, XorbIndex index, XorbLocks locks, ContentLeases leases, IEnumerable<IContentUse> uses,
    IServiceScopeFactory scopes) : IDisposable
{
    private readonly string _incoming = Path.Combine(options.Content, "incoming");
    private readonly string _copies = Path.Combine(options.Content, "copies");
    private readonly SemaphoreSlim _copying = new(1);

    /// <summary>What refers to contents.</summary>
    public IEnumerable<IContentUse> Uses => uses;

    /// <summary>Removes what an interrupted upload left behind; called once, before anything is served.</summary>
    public void Prepare()
    {
        foreach (var folder in (ReadOnlySpan<string>)[_incoming, _copies])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Held by whoever looks contents up, or brings them in, until what refers to them is committed: they are not collected before.</summary>
    public IDisposable Hold() => leases.Take();

    /// <summary>Begins to take in several contents at once. Until it is disposed, its contents are held: see <see cref="Hold"/>.</summary>
    public ContentBatch Begin() => new(this, index);

    /// <summary>Stores the rest of the stream. It is known only when it is whole and on the disk.</summary>
    /// <exception cref="IOException">When the disk is full or not writable.</exception>
    public async Task<ContentRef> PutAsync(Stream source, CancellationToken stop)
    {
        await using var batch = Begin();
        var content = await batch.AddAsync(source, stop);
        await batch.CompleteAsync(stop);
        return content;
    }

    public async Task<ContentRef> PutFileAsync(string path, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return await PutAsync(file, stop);
    }

    public async Task<ContentRef> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await using var batch = Begin();
        var content = await batch.AddAsync(bytes, stop);
        await batch.CompleteAsync(stop);
        return content;
    }

    /// <summary>Opens a content for reading from any byte.</summary>
    /// <exception cref="FileNotFoundException">When the store lacks it.</exception>
    public async Task<ContentStream> OpenAsync(string sha256, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return Open(await FindAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), sha256, stop)
            ?? throw new FileNotFoundException($"The store has no content {sha256}."));
    }

    public ContentStream Open(ContentRow content) => new(content, index, files);

    public static Task<ContentRow?> FindAsync(HubDb db, string sha256, CancellationToken stop) =>
        db.Set<ContentRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Sha256 == sha256, stop);

    /// <summary>Called in the transaction that adds references to contents: from then on they are in use.</summary>
    public static async Task UseAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop)
    {
        foreach (var some in contents.Chunk(1000))
        {
            await db.Set<ContentRow>().Where(row => some.Contains(row.Sha256) && row.UnusedSince != null)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.UnusedSince, (DateTime?)null), stop);
        }
    }

    /// <summary>Absolute path of a read-only copy as a plain file, for programs of this machine that know nothing of chunks.</summary>
    public async Task<string> PlainFileAsync(string sha256, CancellationToken stop)
    {
        var path = Path.GetFullPath(Path.Combine(_copies, sha256));
        await _copying.WaitAsync(stop);
        try
        {
            if (File.Exists(path))
                return path;
            var unfinished = NewIncomingPath();
            await using (var source = await OpenAsync(sha256, stop))
            await using (var copy = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                await source.CopyToAsync(copy, 1 << 18, stop);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            File.Move(unfinished, path);
            return path;
        }
        finally
        {
            _copying.Release();
        }
    }

    /// <summary>Removes the plain file of a content that is no longer there.</summary>
    internal void ForgetCopy(string sha256) => File.Delete(Path.Combine(_copies, sha256));

    /// <summary>Removes parts of uploads to which no part was added since.</summary>
    internal void RemoveAbandonedParts(DateTime since)
    {
        foreach (var folder in Directory.EnumerateDirectories(_incoming, "parts-*"))
        {
            if (Directory.GetLastWriteTimeUtc(folder) < since)
                Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _copying.Dispose();

    /// <summary>A path for work in progress, emptied at every start.</summary>
    public string NewIncomingPath() => Path.Combine(_incoming, Guid.NewGuid().ToString("n"));

    /// <summary>Puts a finished xorb into the object store, then on record.</summary>
    internal async Task<StoredXorb> KeepAsync(string path, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        var hash = XorbReader.HashOf(chunks);
        try
        {
            return (await PutAsync(hash, path, chunks, stop)).Xorb;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Puts a finished file into the object store and on record. One that is known to be damaged is replaced.</summary>
    private async Task<(StoredXorb Xorb, bool New)> PutAsync(XetHash hash, string path, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        using var held = await locks.HoldAsync(hash, stop);
        var file = await index.FileForAsync(hash, stop);
        await files.PutAsync(file, path, stop);
        return await index.AddAsync(hash, file, chunks, stop);
    }

    /// <summary>Takes in a xorb as a client made it.</summary>
    /// <param name="named">The hash it is sent under.</param>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="XetFormatException">When it is no xorb, or has another hash; nothing is kept then.</exception>
    public async Task<bool> PutXorbAsync(XetHash named, Stream source, CancellationToken stop)
    {
        var path = NewIncomingPath();
        try
        {
            IReadOnlyList<XorbChunk> chunks;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18))
                chunks = await XorbReader.ReadAsync(source, file.WriteAsync, stop);
            var hash = XorbReader.HashOf(chunks);
            if (hash != named)
                throw new XetFormatException($"The xorb was sent as {named}, and is {hash}.");
            return (await PutAsync(hash, path, chunks, stop)).New;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Records contents whose chunks are all in the object store. What is known already stays as it is.</summary>
    /// <returns>Whether any was new.</returns>
    internal async Task<bool> RecordAsync(IReadOnlyCollection<ContentRow> contents, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await XorbIndex.MustKnowAsync(db, [.. contents.SelectMany(content => Term.Read(content.Terms)).Select(term => term.XorbId).Distinct()], stop);
        var anyDamage = await db.Set<XorbDamage>().AnyAsync(stop);
        var anyNew = false;
        foreach (var content in contents.DistinctBy(content => content.Sha256))
        {
            if (await FindAsync(db, content.Sha256, stop) is not { } known)
            {
                (_, anyNew) = (db.Add(content), true);
                if (anyDamage)
                    db.AddRange(await Damages.InAsync(db, content, stop));
            }
            else if (await db.Set<ContentDamage>().Where(row => row.Sha256 == known.Sha256).ExecuteDeleteAsync(stop) > 0)
                await db.Set<ContentRow>().Where(row => row.Sha256 == known.Sha256).ExecuteUpdateAsync(row => row.SetProperty(one => one.Terms, content.Terms).SetProperty(one => one.UnusedSince, (DateTime?)null), stop);
            else if (known.UnusedSince is not null || (known.GitBlob is null && content.GitBlob is not null))
            {
                var blob = known.GitBlob ?? content.GitBlob;
                await db.Set<ContentRow>().Where(row => row.Sha256 == known.Sha256)
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.GitBlob, blob).SetProperty(one => one.UnusedSince, (DateTime?)null), stop);
            }
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return anyNew;
    }
}
