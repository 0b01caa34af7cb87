using Microsoft.Data.Sqlite;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Thread;

/// <summary>A record and its ties, ready to be bound.</summary>
internal sealed record PlainRow(EventRow Record, IReadOnlyList<TieRow> Ties);

/// <summary>What SQLite itself does with the same bytes and indexes: one connection, prepared commands, no hash, no EF.</summary>
internal static class PlainInserts
{
    public static void Run(string path, IReadOnlyList<PlainRow> rows, int batch, CancellationToken ct)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using (var settings = connection.CreateCommand())
        {
            settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            settings.ExecuteNonQuery();
        }

        using var record = Command(connection, "INSERT INTO thread_event VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)", 8);
        using var tie = Command(connection, "INSERT INTO thread_tie VALUES (@p0, @p1, @p2, @p3, @p4)", 5);
        for (var at = 0; at < rows.Count; at += batch)
        {
            ct.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            (record.Transaction, tie.Transaction) = (transaction, transaction);
            for (var index = at; index < Math.Min(at + batch, rows.Count); index++)
            {
                var (row, ties) = rows[index];
                Insert(record, row.Seq, row.At, row.Actor, row.Kind, row.Subject, row.Body, row.Ties, row.Hash);
                for (var position = 0; position < ties.Count; position++)
                    Insert(tie, row.Seq, position, ties[position].From, ties[position].Relation, ties[position].To);
            }

            transaction.Commit();
        }
    }

    /// <summary>Every value of every record, in order.</summary>
    /// <returns>Letters and bytes read.</returns>
    public static long Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, at, actor, kind, subject, body, ties, hash FROM thread_event ORDER BY seq";
        using var reader = command.ExecuteReader();
        var (length, hash) = (0L, new byte[HashChain.HashLength]);
        while (reader.Read())
        {
            for (var column = 1; column < 7; column++)
                length += reader.GetString(column).Length;
            length += reader.GetBytes(7, 0, hash, 0, hash.Length);
        }

        return length;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, int count)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < count; at++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{at}" });
        return command;
    }

    private static void Insert(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at];
        command.ExecuteNonQuery();
    }
}
