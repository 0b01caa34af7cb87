using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>Puts entries into a store, in one transaction.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteTransaction _transaction;
    private readonly DbCommand _number;
    private readonly DbCommand _facet;
    private readonly DbCommand _addFacet;
    private readonly DbCommand _record;
    private readonly DbCommand _place;
    private readonly DbCommand _found;
    private readonly DbCommand _takeAway;
    private readonly Dictionary<Facet, long> _facets = [];

    public StoreWriter(SqliteConnection connection)
    {
        _transaction = connection.BeginTransaction();
        _number = connection.Put(_transaction, "SELECT number FROM record WHERE node = @node", "@node");
        _facet = connection.Put(_transaction, "SELECT id FROM facet WHERE name = @name AND value = @value", "@name", "@value");
        _addFacet = connection.Put(_transaction, "INSERT INTO facet (name, value) VALUES (@name, @value) RETURNING id", "@name", "@value");
        _record = connection.Put(
            _transaction, "INSERT INTO record (number, node, at, title_ja, title_en, excerpt) VALUES (@number, @node, @at, @ja, @en, @excerpt) RETURNING number", "@number", "@node", "@at", "@ja", "@en", "@excerpt");
        _place = connection.Put(_transaction, "INSERT INTO place (number, recency, facets) VALUES (@number, @recency, @facets)", "@number", "@recency", "@facets");
        _found = connection.Put(_transaction, "INSERT INTO found (rowid, words) VALUES (@number, @words)", "@number", "@words");
        _takeAway = connection.Put(_transaction, "DELETE FROM found WHERE rowid = @number; DELETE FROM place WHERE number = @number; DELETE FROM record WHERE number = @number;", "@number");
    }

    /// <summary>In the place of what was kept under its node before, or as the newest.</summary>
    public void Put(CatalogueEntry entry)
    {
        var before = Remove(entry.Node);
        _record.Set(before ?? (object)DBNull.Value, entry.Node, entry.At.Ticks, entry.Title.Ja, entry.Title.En, entry.Excerpt);
        var number = (long)_record.ExecuteScalar()!;
        var shown = entry.Facets.Distinct().Select(facet => (int)IdOf(facet)).ToArray();
        _place.Set(number, RecencyOf(entry), MemoryMarshal.AsBytes(shown.AsSpan()).ToArray());
        _place.ExecuteNonQuery();
        _found.Set(number, Words(entry, shown));
        _found.ExecuteNonQuery();
    }

    /// <returns>The number that it had; null when there is no such record.</returns>
    public long? Remove(string node)
    {
        _number.Set(node);
        if (_number.ExecuteScalar() is not long number)
            return null;
        _takeAway.Set(number);
        _takeAway.ExecuteNonQuery();
        return number;
    }

    public void Commit(string name, string value, SqliteConnection connection)
    {
        using var command = connection.Put(_transaction, "INSERT INTO state (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", "@name", "@value");
        command.Set(name, value);
        command.ExecuteNonQuery();
        _transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var command in (DbCommand[])[_number, _facet, _addFacet, _record, _place, _found, _takeAway])
            command.Dispose();
        _transaction.Dispose();
    }

    internal static string Key(long facet) => string.Create(CultureInfo.InvariantCulture, $"{StoreSchema.Key}f{facet}");

    internal static string Letter(char letter, bool inTitle) => $"{StoreSchema.Key}{(inTitle ? 't' : 'c')}{letter}";

    /// <summary>What is called by the whole question exactly is found by one word of the index.</summary>
    internal static string Exact(string text) => $"{StoreSchema.Key}e{HashOf(CatalogueText.Fold(text.Trim())):x}";

    private string Words(CatalogueEntry entry, int[] shown)
    {
        string[] titles = [.. new[] { entry.Title.Ja, entry.Title.En }.Distinct()];
        string[] texts = [entry.Node[(entry.Node.IndexOf(':', StringComparison.Ordinal) + 1)..], .. entry.Texts];
        var words = new StringBuilder();
        void Add(string word) => words.Append(word).Append(' ');
        foreach (var title in titles)
        {
            // Between two titles stands what nobody asks for, so that no phrase goes across.
            foreach (var token in CatalogueText.Kept(title))
                Add(token);
            foreach (var token in CatalogueText.Kept(title))
                Add($"{StoreSchema.Title}{token}");
        }

        foreach (var token in texts.SelectMany(CatalogueText.Kept))
            Add(token);
        foreach (var id in shown.Select(id => (long)id).Concat(entry.Hidden.Distinct().Select(IdOf)))
            Add(Key(id));
        foreach (var letter in CatalogueText.Letters(titles))
            Add(Letter(letter, inTitle: true));
        foreach (var letter in CatalogueText.Letters([.. titles, .. texts]))
            Add(Letter(letter, inTitle: false));
        foreach (var name in titles.Append(texts[0]).Select(Exact).Distinct())
            Add(name);
        return words.ToString();
    }

    private long IdOf(Facet facet)
    {
        if (_facets.TryGetValue(facet, out var known))
            return known;
        _facet.Set(facet.Name, facet.Value);
        if (_facet.ExecuteScalar() is not long id)
        {
            _addFacet.Set(facet.Name, facet.Value);
            id = (long)_addFacet.ExecuteScalar()!;
        }

        return _facets[facet] = id;
    }

    /// <summary>Seconds, and of one second an order that does not depend on which came in first.</summary>
    private static long RecencyOf(CatalogueEntry entry) =>
        ((entry.At.Ticks / TimeSpan.TicksPerSecond) << 20) | (long)(HashOf(entry.Node) & 0xfffff);

    private static ulong HashOf(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
