using Microsoft.Data.Sqlite;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>All nodes by the time they began, on the disk: a hub may have more than memory should hold.</summary>
internal sealed class StoreOrder : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;

    public StoreOrder(string path)
    {
        _path = path;
        _connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _connection.Open();
        using var schema = _connection.Put(null, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE node (at INTEGER, kind TEXT, id TEXT, PRIMARY KEY (at, kind, id)) WITHOUT ROWID;");
        schema.ExecuteNonQuery();
    }

    public async Task AddAsync(string kind, IAsyncEnumerable<(string Id, DateTime At)> nodes, CancellationToken stop)
    {
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.Put(transaction, "INSERT INTO node (at, kind, id) VALUES (@at, @kind, @id)", "@at", "@kind", "@id");
        await foreach (var (id, at) in nodes.WithCancellation(stop))
        {
            insert.Set(at.Ticks, kind, id);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>The oldest first.</summary>
    public IEnumerable<NodeRef> Read()
    {
        using var command = _connection.Put(null, "SELECT kind, id FROM node ORDER BY at, kind, id");
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return NodeRef.Of(reader.GetString(0), reader.GetString(1));
    }

    public void Dispose()
    {
        _connection.Dispose();
        File.Delete(_path);
    }
}
