using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content;

/// <summary>Which chunk lies in which xorb.</summary>
/// <remarks>A row per chunk holds 64 bits of its hash; the xorb's own table, kept in memory for a while, decides.</remarks>
public sealed class XorbIndex(IServiceScopeFactory scopes) : IDisposable
{
    /// <summary>Tables kept in memory; a full one takes some 60 KB.</summary>
    private const int KeptTables = 256;

    /// <summary>A reader may bring a table into memory just when its xorb is replaced; it is not to stay there for ever.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _tables = new(new MemoryCacheOptions { SizeLimit = KeptTables });

    /// <exception cref="InvalidOperationException">When there is no such xorb, which no record may name.</exception>
    public async ValueTask<StoredXorb> FindAsync(long id, CancellationToken stop)
    {
        if (_tables.TryGetValue(id, out StoredXorb? kept))
            return kept!;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var row = await db.Set<XorbRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop)
            ?? throw new InvalidOperationException($"A content names xorb {id}, which is not recorded.");
        var damage = await db.Set<XorbDamage>().AsNoTracking().FirstOrDefaultAsync(one => one.XorbId == id, stop);
        return _tables.Set(id, StoredXorb.From(row, damage?.Chunks), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeptFor });
    }

    /// <summary>Finds a xorb that somebody knows by its name, and keeps it from being collected for a while.</summary>
    /// <returns>Null when the store lacks it.</returns>
    public async Task<StoredXorb?> FindAsync(XetHash hash, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var bytes = hash.ToBytes();
        var found = await db.Set<XorbRow>().Where(row => row.Hash == bytes)
            .Select(row => new { row.Id, row.NeededAt, row.HiddenAt }).FirstOrDefaultAsync(stop);
        if (found is null)
            return null;
        if (IsDue(found.NeededAt, found.HiddenAt) && !await ChangeAsync(found.Id, (changed, row) => NeedAsync(changed, row, stop), stop))
            return null;
        return await FindAsync(found.Id, stop);
    }

    /// <returns>Which of some names in the object store are on record.</returns>
    public async Task<HashSet<XetHash>> AmongAsync(IReadOnlyCollection<XetHash> named, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var asked = named.Select(file => file.ToBytes()).ToList();
        var known = await scope.ServiceProvider.GetRequiredService<HubDb>().Set<XorbRow>()
            .Where(row => (row.File == null && asked.Contains(row.Hash)) || (row.File != null && asked.Contains(row.File)))
            .Select(row => row.File ?? row.Hash).ToListAsync(stop);
        return [.. known.Select(file => XetHash.Read(file))];
    }

    /// <summary>Begins to look chunks up: one connection and one prepared question for as many as there are.</summary>
    public async Task<ChunkLookup> LookUpAsync(CancellationToken stop)
    {
        var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await db.Database.OpenConnectionAsync(stop);
        return new(this, scope, db);
    }

    /// <summary>Under which name a xorb that came is to be put into the object store.</summary>
    public async Task<XetHash> FileForAsync(XetHash hash, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var bytes = hash.ToBytes();
        var known = await db.Set<XorbRow>().Where(row => row.Hash == bytes)
            .Select(row => new { row.File, Damaged = db.Set<XorbDamage>().Any(damage => damage.XorbId == row.Id) }).FirstOrDefaultAsync(stop);
        return known is null ? hash

            // The first number decides which lock it falls under, so it stays.
            : known.Damaged ? hash with { D = unchecked((ulong)Random.Shared.NextInt64()) }
            : XetHash.Read(known.File ?? bytes);
    }

    /// <summary>Records a xorb that is whole in the object store. Recording it twice changes nothing; under another name there, it replaces a damaged one.</summary>
    /// <returns>The xorb, and whether it was new.</returns>
    public async Task<(StoredXorb Xorb, bool New)> AddAsync(XetHash hash, XetHash file, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var bytes = hash.ToBytes();
        if (await db.Set<XorbRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Hash == bytes, stop) is { } known)
        {
            if (XetHash.Read(known.File ?? known.Hash) != file)
                known = await ReplaceAsync(db, known, file, chunks, stop);
            await NeedAsync(db, known, stop);
            await transaction.CommitAsync(stop);
            _tables.Remove(known.Id);
            return (StoredXorb.From(known), false);
        }

        var now = DateTime.UtcNow;
        var row = new XorbRow
        {
            Hash = bytes,
            Size = SizeOf(chunks),
            Chunks = StoredXorb.Table(chunks),
            CreatedAt = now,
            NeededAt = now,
        };
        db.Add(row);
        await db.SaveChangesAsync(stop);
        await AddChunksAsync(db, row.Id, chunks, [], stop);
        await transaction.CommitAsync(stop);
        return (StoredXorb.From(row), true);
    }

    /// <summary>Refuses to go on when one is not there: a content must never name what is not.</summary>
    internal static async Task MustKnowAsync(HubDb db, IReadOnlyCollection<long> xorbs, CancellationToken stop)
    {
        foreach (var some in xorbs.Chunk(1000))
        {
            if (await db.Set<XorbRow>().CountAsync(row => some.Contains(row.Id), stop) != some.Length)
                throw new InvalidOperationException("A content would name a xorb that is no longer recorded.");
        }
    }

    /// <summary>Uploads are told of its chunks no longer; what names it already can still be read.</summary>
    internal Task HideAsync(long id, DateTime now, CancellationToken stop) => ChangeAsync(
        id,
        async (db, row) =>
        {
            await db.Set<XorbRow>().Where(one => one.Id == id).ExecuteUpdateAsync(one => one.SetProperty(x => x.HiddenAt, now), stop);
            var chunks = StoredXorb.From(row).Chunks;
            await RemoveChunksAsync(db, id, chunks, Enumerable.Range(0, chunks.Count), stop);
            return true;
        },
        stop);

    internal Task ShowAsync(long id, CancellationToken stop) => ChangeAsync(
        id,
        async (db, row) =>
        {
            await ShowAsync(db, row, row.NeededAt, stop);
            return true;
        },
        stop);

    /// <returns>Its bytes in the object store; null when it is hidden no longer.</returns>
    internal async Task<int?> RemoveHiddenAsync(long id, CancellationToken stop)
    {
        var size = await ChangeAsync(
            id,
            async (db, row) => await db.Set<XorbRow>().Where(one => one.Id == id && one.HiddenAt != null).ExecuteDeleteAsync(stop) == 1 ? row.Size : (int?)null,
            stop);
        if (size is not null)
            _tables.Remove(id);
        return size;
    }

    /// <summary>Called when what is recorded of a xorb has changed.</summary>
    internal void Forget(long id) => _tables.Remove(id);

    public void Dispose() => _tables.Dispose();

    private async Task<T?> ChangeAsync<T>(long id, Func<HubDb, XorbRow, Task<T>> change, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Set<XorbRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } row)
            return default;
        var done = await change(db, row);
        await transaction.CommitAsync(stop);
        return done;
    }

    private static async Task<bool> NeedAsync(HubDb db, XorbRow row, CancellationToken stop)
    {
        if (IsDue(row.NeededAt, row.HiddenAt))
            await ShowAsync(db, row, DateTime.UtcNow, stop);
        return true;
    }

    // To the minute is enough, and spares most uploads the write.
    private static bool IsDue(DateTime neededAt, DateTime? hiddenAt) => hiddenAt is not null || DateTime.UtcNow - neededAt > TimeSpan.FromMinutes(1);

    private static async Task ShowAsync(HubDb db, XorbRow row, DateTime neededAt, CancellationToken stop)
    {
        await db.Set<XorbRow>().Where(one => one.Id == row.Id).ExecuteUpdateAsync(
            one => one.SetProperty(x => x.HiddenAt, (DateTime?)null).SetProperty(x => x.NeededAt, neededAt), stop);
        if (row.HiddenAt is null)
            return;
        var damage = await db.Set<XorbDamage>().AsNoTracking().FirstOrDefaultAsync(one => one.XorbId == row.Id, stop);
        await AddChunksAsync(db, row.Id, StoredXorb.From(row).Chunks, damage?.Chunks ?? [], stop);
    }

    // Its chunks are the same ones, but may be packed otherwise: file and table change together, and the old file is left to who reads it.
    private static async Task<XorbRow> ReplaceAsync(HubDb db, XorbRow damaged, XetHash file, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        var whole = damaged with { File = file.ToBytes(), Size = SizeOf(chunks), Chunks = StoredXorb.Table(chunks) };
        await db.Set<XorbRow>().Where(row => row.Id == whole.Id).ExecuteUpdateAsync(
            row => row.SetProperty(one => one.File, whole.File).SetProperty(one => one.Size, whole.Size).SetProperty(one => one.Chunks, whole.Chunks), stop);
        await db.Set<XorbDamage>().Where(row => row.XorbId == whole.Id).ExecuteDeleteAsync(stop);
        if (whole.HiddenAt is null)
            await AddChunksAsync(db, whole.Id, chunks, [], stop);
        return whole;
    }

    private static int SizeOf(IReadOnlyList<XorbChunk> chunks) => chunks.Sum(chunk => XorbChunkHeader.Bytes + chunk.Header.PackedLength);

    /// <summary>Forgets where some chunks of a xorb lie; in the caller's transaction.</summary>
    internal static async Task RemoveChunksAsync(HubDb db, long xorb, IReadOnlyList<XorbChunk> chunks, IEnumerable<int> positions, CancellationToken stop)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = "DELETE FROM chunk WHERE Prefix = @prefix AND XorbId = @xorb AND Position = @position";
        var (prefix, xorbId, position) = (Parameter(command, "@prefix"), Parameter(command, "@xorb"), Parameter(command, "@position"));
        xorbId.Value = xorb;
        foreach (var i in positions)
        {
            (prefix.Value, position.Value) = ((long)chunks[i].Hash.A, i);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    // Plain commands: a thousand rows for every 64 MiB, which the change tracker need not see.
    internal static async Task AddChunksAsync(HubDb db, long xorb, IReadOnlyList<XorbChunk> chunks, IReadOnlyCollection<int> without, CancellationToken stop)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = "INSERT INTO chunk (Prefix, XorbId, Position) VALUES (@prefix, @xorb, @position) ON CONFLICT DO NOTHING";
        var (prefix, xorbId, position) = (Parameter(command, "@prefix"), Parameter(command, "@xorb"), Parameter(command, "@position"));
        xorbId.Value = xorb;
        foreach (var i in Enumerable.Range(0, chunks.Count).Except(without))
        {
            (prefix.Value, position.Value) = ((long)chunks[i].Hash.A, i);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    internal static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
