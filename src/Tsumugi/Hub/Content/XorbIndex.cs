using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content;

/// <summary>Which chunk lies in which xorb.</summary>
/// <remarks>A row per chunk holds 64 bits of its hash; the xorb's own table, kept in memory for a while, decides.</remarks>
public sealed class XorbIndex(IServiceScopeFactory scopes) : IDisposable
{
    /// <summary>Tables kept in memory; a full one takes some 60 KB.</summary>
    private const int KeptTables = 256;

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
        return _tables.Set(id, StoredXorb.From(row), new MemoryCacheEntryOptions { Size = 1 });
    }

    /// <returns>Null when the store lacks it.</returns>
    public async Task<StoredXorb?> FindAsync(XetHash hash, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var bytes = hash.ToBytes();
        var id = await scope.ServiceProvider.GetRequiredService<HubDb>().Set<XorbRow>()
            .Where(row => row.Hash == bytes).Select(row => (long?)row.Id).FirstOrDefaultAsync(stop);
        return id is null ? null : await FindAsync(id.Value, stop);
    }

    /// <summary>Begins to look chunks up: one connection and one prepared question for as many as there are.</summary>
    public async Task<ChunkLookup> LookUpAsync(CancellationToken stop)
    {
        var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await db.Database.OpenConnectionAsync(stop);
        return new(this, scope, db);
    }

    /// <summary>Records a xorb that is whole in the object store. Recording it twice changes nothing.</summary>
    /// <returns>The xorb, and whether it was new.</returns>
    public async Task<(StoredXorb Xorb, bool New)> AddAsync(XetHash hash, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var bytes = hash.ToBytes();
        if (await db.Set<XorbRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Hash == bytes, stop) is { } known)
            return (StoredXorb.From(known), false);
        var row = new XorbRow
        {
            Hash = bytes,
            Size = chunks.Sum(chunk => XorbChunkHeader.Bytes + chunk.Header.PackedLength),
            Chunks = StoredXorb.Table(chunks),
            CreatedAt = DateTime.UtcNow,
        };
        db.Add(row);
        await db.SaveChangesAsync(stop);
        await AddChunksAsync(db, row.Id, chunks, stop);
        await transaction.CommitAsync(stop);
        return (StoredXorb.From(row), true);
    }

    public void Dispose() => _tables.Dispose();

    // Plain commands: a thousand rows for every 64 MiB, which the change tracker need not see.
    private static async Task AddChunksAsync(HubDb db, long xorb, IReadOnlyList<XorbChunk> chunks, CancellationToken stop)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = "INSERT INTO chunk (Prefix, XorbId, Position) VALUES (@prefix, @xorb, @position)";
        var (prefix, xorbId, position) = (Parameter(command, "@prefix"), Parameter(command, "@xorb"), Parameter(command, "@position"));
        xorbId.Value = xorb;
        for (var i = 0; i < chunks.Count; i++)
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
