using System.Data.Common;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Thread;

/// <summary>Appends records to the journal inside a transaction that somebody else begins and commits.</summary>
/// <remarks>Plain commands, prepared once: this is the hub's hottest write, and the change tracker has nothing to track here.</remarks>
public sealed class ThreadAppender : IDisposable
{
    private readonly DbCommand _insertEvent;
    private readonly DbCommand _insertTie;
    private readonly KeepOrigins _origins;
    private long _seq;
    private byte[] _head;

    /// <summary>Reads the head of the chain; the transaction must already keep other writers out.</summary>
    public ThreadAppender(DbConnection connection, DbTransaction transaction)
    {
        (_seq, _head) = ReadHead(connection, transaction);
        _insertEvent = connection.Put(
            transaction,
            """
            INSERT INTO thread_event (seq, at, actor, kind, subject, body, ties, hash)
            VALUES (@seq, @at, @actor, @kind, @subject, @body, @ties, @hash)
            """,
            "@seq", "@at", "@actor", "@kind", "@subject", "@body", "@ties", "@hash");
        _insertTie = connection.Put(
            transaction,
            """
            INSERT INTO thread_tie (seq, position, from_node, relation, to_node)
            VALUES (@seq, @position, @from, @relation, @to)
            """,
            "@seq", "@position", "@from", "@relation", "@to");
        _origins = new(connection, transaction);
    }

    /// <returns>The record's number.</returns>
    public long Append(ThreadEntry entry, DateTime at)
    {
        var (time, actor, subject) = (HashChain.Written(at), entry.Actor.ToString(), entry.Subject.ToString());
        var (body, ties) = (ThreadText.Facts(entry.Facts), ThreadText.Ties(entry.Ties));
        _seq++;
        _head = HashChain.Hash(_head, _seq, time, actor, entry.Kind, subject, body, ties);
        Run(_insertEvent, _seq, time, actor, entry.Kind, subject, body, ties, _head);
        for (var position = 0; position < entry.Ties.Count; position++)
        {
            var tie = entry.Ties[position];
            Run(_insertTie, _seq, position, tie.From.ToString(), tie.Relation, tie.To.ToString());
        }

        _origins.Tied(entry.Ties);
        return _seq;
    }

    public void Dispose()
    {
        _insertEvent.Dispose();
        _insertTie.Dispose();
        _origins.Dispose();
    }

    private static (long Seq, byte[] Hash) ReadHead(DbConnection connection, DbTransaction transaction)
    {
        using var command = connection.Put(transaction, "SELECT seq, hash FROM thread_event ORDER BY seq DESC LIMIT 1");
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), (byte[])reader.GetValue(1)) : (0, HashChain.Beginning.ToArray());
    }

    private static void Run(DbCommand command, params ReadOnlySpan<object> values)
    {
        command.Set(values);
        command.ExecuteNonQuery();
    }
}
