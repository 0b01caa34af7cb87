using System.Data.Common;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Origins;

/// <summary>What keeping the sets asks of the records; each command is made when it is first needed.</summary>
internal sealed class OriginCommands(DbConnection connection, DbTransaction transaction) : IDisposable
{
    private static readonly string[] Names = ["@a", "@b"];

    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    public (long? SetId, bool HasDescendants, bool IsCleared) Look(string node)
    {
        using var reader = Command(
            $"""
            SELECT (SELECT set_id FROM node_origin WHERE node = @a), EXISTS (SELECT 1 FROM thread_tie WHERE to_node = @a),
                EXISTS (SELECT 1 FROM thread_tie WHERE from_node = @a AND relation = '{Relations.ClearedOf}')
            """, node).ExecuteReader();
        reader.Read();
        return (reader.IsDBNull(0) ? null : reader.GetInt64(0), reader.GetBoolean(1), reader.GetBoolean(2));
    }

    public long? SetOf(string node) => (long?)Command("SELECT set_id FROM node_origin WHERE node = @a", node).ExecuteScalar();

    public void Put(string node, long set) =>
        Command("INSERT INTO node_origin (node, set_id) VALUES (@a, @b) ON CONFLICT (node) DO UPDATE SET set_id = excluded.set_id", node, set).ExecuteNonQuery();

    public void Remove(string node) => Command("DELETE FROM node_origin WHERE node = @a", node).ExecuteNonQuery();

    /// <summary>What was made from a node directly.</summary>
    public List<string> Descendants(string node)
    {
        var found = new List<string>();
        using var reader = Command("SELECT DISTINCT from_node FROM thread_tie WHERE to_node = @a", node).ExecuteReader();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    /// <summary>What a node was made from directly, and what it was cleared of.</summary>
    public List<(string To, bool IsCleared)> Ties(string node)
    {
        var found = new List<(string, bool)>();
        using var reader = Command("SELECT DISTINCT to_node, relation = @b FROM thread_tie WHERE from_node = @a", node, Relations.ClearedOf).ExecuteReader();
        while (reader.Read())
            found.Add((reader.GetString(0), reader.GetBoolean(1)));
        return found;
    }

    public long NumberOf(string origin) =>
        (long?)Command("SELECT id FROM origin WHERE node = @a", origin).ExecuteScalar()
        ?? (long)Command("INSERT INTO origin (id, node) SELECT coalesce(max(id), 0) + 1, @a FROM origin RETURNING id", origin).ExecuteScalar()!;

    public void Number(string origin, long number) => Command("INSERT INTO origin (node, id) VALUES (@a, @b)", origin, number).ExecuteNonQuery();

    public OriginSet Members(long set) => OriginSet.FromBytes((byte[])Command("SELECT members FROM origin_set WHERE id = @a", set).ExecuteScalar()!);

    public long NumberOf(OriginSet set)
    {
        var members = set.ToBytes();
        var hash = OriginSetRow.HashOf(members);
        return (long?)Command("SELECT id FROM origin_set WHERE hash = @a", hash).ExecuteScalar()
            ?? (long)Command("INSERT INTO origin_set (id, hash, members) SELECT coalesce(max(id), 0) + 1, @a, @b FROM origin_set RETURNING id", hash, members).ExecuteScalar()!;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
    }

    private DbCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
            _commands[sql] = command = connection.Put(transaction, sql, Names.AsSpan(0, values.Length));
        command.Set(values);
        return command;
    }
}
