using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>The catalogue's file: records, and an index over their words and facets. It may be deleted at any time; what it holds is made from the records of the hub.</summary>
/// <remarks>
/// A common word has hundreds of thousands of records, and to weigh and count them all takes seconds. So no more than
/// <see cref="MostCounted"/> are looked at, the newest first, and as many that have every word in their title, which come before the others.
/// Weights by rarity (BM25) would tell little of words as common as that, and cost a walk over all of their records.
/// </remarks>
public sealed class CatalogueStore
{
    /// <summary>As many found records are ordered and counted; of more it is said that there are more.</summary>
    public const int MostCounted = 1_000;

    private readonly string _address;
    private readonly ConcurrentDictionary<Facet, long> _ids = new();
    private readonly ConcurrentDictionary<long, Facet> _facets = new();

    // Without a pool: a file may be made anew at the same place, and a connection kept from before would go on reading the old one.
    private CatalogueStore(string path) => _address = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ConnectionString;

    /// <summary>Opens a store, or makes an empty one.</summary>
    /// <exception cref="SqliteException">When the file is none of a store.</exception>
    public static CatalogueStore Open(string path)
    {
        using (var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString))
            file.Open();
        var store = new CatalogueStore(path);
        using var connection = store.Connect();
        using var command = connection.Put(null, "PRAGMA journal_mode = WAL; SELECT count(*) FROM sqlite_master WHERE name = 'state'");
        if (Scalars(command).Last() is 0L)
        {
            using var schema = connection.Put(null, StoreSchema.Sql);
            schema.ExecuteNonQuery();
        }

        return store;
    }

    /// <returns>What was last written down under the name; null for nothing.</returns>
    public string? Read(string name)
    {
        using var connection = Connect();
        using var command = connection.Put(null, "SELECT value FROM state WHERE name = @name", "@name");
        command.Set(name);
        return (string?)command.ExecuteScalar();
    }

    /// <summary>Takes nodes away, puts entries in, and writes a value down, all or nothing.</summary>
    public void Write(IEnumerable<string> gone, IEnumerable<CatalogueEntry> entries, string name, string value)
    {
        using var connection = Connect();
        using var writer = new StoreWriter(connection);
        foreach (var node in gone)
            writer.Remove(node);
        foreach (var entry in entries)
            writer.Put(entry);
        writer.Commit(name, value, connection);
    }

    /// <summary>After much was written: one list for each word instead of several, and all of it in one file.</summary>
    public void Settle()
    {
        using var connection = Connect();
        using var command = connection.Put(null, "INSERT INTO found (found) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE);");
        command.ExecuteNonQuery();
    }

    public CatalogueAnswer Search(CatalogueQuestion question, CancellationToken stop)
    {
        using var connection = Connect();
        var match = new StoreMatch(question, facet => IdOf(connection, facet));
        if (match.Nothing)
            return new([], 0, false, new Dictionary<Facet, int>());
        var found = new Dictionary<long, (Place Place, int Class)>();
        var more = false;
        foreach (var (asked, most, rank) in match.Questions)
        {
            var places = Places(connection, asked, most + 1, stop);
            more |= rank < StoreMatch.ByName && places.Count > most;
            foreach (var place in places.Take(most))
                found.TryAdd(place.Number, (place, rank));
        }

        var page = found.Values.OrderByDescending(one => one.Class).ThenByDescending(one => one.Place.Recency).Skip(question.Skip).Take(question.Take).Select(one => one.Place).ToList();
        return new(Hits(connection, page), found.Count, more, Counts(connection, found.Values.Select(one => one.Place)));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_address);
        connection.Open();
        using var command = connection.Put(null, "PRAGMA busy_timeout = 30000; PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 4294967296;");
        command.ExecuteNonQuery();
        return connection;
    }

    /// <param name="match">Null for all.</param>
    private static List<Place> Places(SqliteConnection connection, string? match, int most, CancellationToken stop)
    {
        using var command = match is null
            ? connection.Put(null, $"SELECT number, recency, facets FROM place ORDER BY number DESC LIMIT {most}")
            : connection.Put(null, $"SELECT number, recency, facets FROM found CROSS JOIN place ON number = found.rowid WHERE found MATCH @match ORDER BY found.rowid DESC LIMIT {most}", "@match");
        if (match is not null)
            command.Set(match);
        using var reader = command.ExecuteReader();
        var found = new List<Place>();
        while (reader.Read())
        {
            stop.ThrowIfCancellationRequested();
            found.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        return found;
    }

    private List<CatalogueHit> Hits(SqliteConnection connection, List<Place> page)
    {
        using var command = connection.Put(null, "SELECT number, node, title_ja, title_en, excerpt, at FROM record WHERE number IN (SELECT value FROM json_each(@numbers))", "@numbers");
        command.Set(JsonSerializer.Serialize(page.ConvertAll(place => place.Number)));
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<long, CatalogueHit>();
        while (reader.Read())
        {
            rows[reader.GetInt64(0)] = new(
                reader.GetString(1), new Words(reader.GetString(2), reader.GetString(3)), reader.GetString(4), new DateTime(reader.GetInt64(5), DateTimeKind.Utc), []);
        }

        return [.. page.Where(place => rows.ContainsKey(place.Number)).Select(place => rows[place.Number] with { Facets = [.. Ids(place).ToArray().Select(id => FacetOf(connection, id))] })];
    }

    private Dictionary<Facet, int> Counts(SqliteConnection connection, IEnumerable<Place> found)
    {
        var counts = new Dictionary<int, int>();
        foreach (var place in found)
        {
            foreach (var id in Ids(place))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, id, out _)++;
        }

        return counts.ToDictionary(count => FacetOf(connection, count.Key), count => count.Value);
    }

    private static ReadOnlySpan<int> Ids(Place place) => MemoryMarshal.Cast<byte, int>(place.Facets);

    private Facet FacetOf(SqliteConnection connection, long id) => _facets.GetOrAdd(
        id,
        static (id, connection) =>
        {
            using var command = connection.Put(null, "SELECT name, value FROM facet WHERE id = @id", "@id");
            command.Set(id);
            using var reader = command.ExecuteReader();
            reader.Read();
            return new(reader.GetString(0), reader.GetString(1));
        },
        connection);

    /// <returns>Null for one that no record has.</returns>
    private long? IdOf(SqliteConnection connection, Facet facet)
    {
        if (_ids.TryGetValue(facet, out var known))
            return known;
        using var command = connection.Put(null, "SELECT id FROM facet WHERE name = @name AND value = @value", "@name", "@value");
        command.Set(facet.Name, facet.Value);
        return command.ExecuteScalar() is long id ? _ids[facet] = id : null;
    }

    private static List<object> Scalars(DbCommand command)
    {
        var values = new List<object>();
        using var reader = command.ExecuteReader();
        do
        {
            while (reader.Read())
                values.Add(reader.GetValue(0));
        }
        while (reader.NextResult());
        return values;
    }

    private readonly record struct Place(long Number, long Recency, byte[] Facets);
}
