using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content;

/// <summary>Says where chunks lie already. For one upload; not to be used by two threads at a time.</summary>
public sealed class ChunkLookup : IAsyncDisposable
{
    private readonly XorbIndex _index;
    private readonly AsyncServiceScope _scope;
    private readonly DbCommand _command;
    private readonly DbParameter _prefix;

    internal ChunkLookup(XorbIndex index, AsyncServiceScope scope, HubDb db)
    {
        (_index, _scope, _command) = (index, scope, db.Database.GetDbConnection().CreateCommand());
        _command.CommandText = "SELECT XorbId, Position FROM chunk WHERE Prefix = @prefix ORDER BY XorbId";
        _prefix = XorbIndex.Parameter(_command, "@prefix");
    }

    /// <returns>Null when it lies nowhere.</returns>
    public async ValueTask<(StoredXorb Xorb, int Position)?> FindAsync(XetHash chunk, CancellationToken stop)
    {
        List<(long Xorb, int Position)>? places = null;
        _prefix.Value = (long)chunk.A;
        await using (var reader = await _command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
                (places ??= []).Add((reader.GetInt64(0), reader.GetInt32(1)));
        }

        // Half the hash may be shared by chance; the xorb's own table decides.
        foreach (var (id, position) in places ?? [])
        {
            var xorb = await _index.FindAsync(id, stop);
            if (xorb.Chunks[position].Hash == chunk)
                return (xorb, position);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
