using System.Data.Common;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Redactions;

/// <summary>Writes other names in the place of people's into every record and tie that has them, inside a transaction of somebody else, and keeps what vouches for them.</summary>
internal sealed class RedactThread(DbConnection connection, DbTransaction transaction, IReadOnlyDictionary<string, string> names)
{
    private readonly RedactedText _text = new(names);

    /// <summary>Digests of the records that were changed, in the order of their numbers.</summary>
    private readonly List<(long Seq, byte[] Digest)> _changed = [];

    /// <returns>The facts with which the redaction is to be recorded.</returns>
    public Dictionary<string, object?> Change()
    {
        // The records refuse every change; only here, and until this transaction ends, they do not.
        foreach (var table in Tables)
            Run($"DROP TRIGGER {Trigger(table)}");
        foreach (var (seq, before, hash) in Found())
            ChangeOne(seq, before, hash);
        foreach (var table in Tables)
            Run($"CREATE TRIGGER {Trigger(table)} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'the thread is append-only'); END");
        return Redaction.Facts(_changed.Select(one => one.Digest));
    }

    /// <param name="by">The record that says of the redaction.</param>
    public void Keep(long by)
    {
        using var insert = connection.Put(transaction, "INSERT INTO thread_redaction (seq, by_record, digest) VALUES (@seq, @by, @digest)", "@seq", "@by", "@digest");
        foreach (var (seq, digest) in _changed)
        {
            insert.Set(seq, by, digest);
            insert.ExecuteNonQuery();
        }
    }

    private static string[] Tables => ["thread_event", "thread_tie"];

    private static string Trigger(string table) => $"{table}_no_update";

    /// <returns>Records whose text has one of the names somewhere, ids of others that begin or end so included.</returns>
    private List<(long Seq, byte[] Before, byte[] Hash)> Found()
    {
        var parameters = names.Keys.Select((_, at) => $"@name{at}").ToArray();
        var has = string.Join(" OR ", parameters.Select(name => $"instr(actor, {name}) OR instr(subject, {name}) OR instr(body, {name}) OR instr(ties, {name})"));
        using var command = connection.Put(transaction, $"SELECT seq, (SELECT hash FROM thread_event AS last WHERE last.seq = record.seq - 1), hash FROM thread_event AS record WHERE {has} ORDER BY seq", parameters);
        command.Set([.. names.Keys]);
        using var reader = command.ExecuteReader();
        var found = new List<(long, byte[], byte[])>();
        while (reader.Read())
            found.Add((reader.GetInt64(0), reader.IsDBNull(1) ? HashChain.Beginning.ToArray() : (byte[])reader.GetValue(1), (byte[])reader.GetValue(2)));
        return found;
    }

    private void ChangeOne(long seq, byte[] previous, byte[] hash)
    {
        using var read = connection.Put(transaction, "SELECT at, actor, kind, subject, body, ties FROM thread_event WHERE seq = @seq", "@seq");
        read.Set(seq);
        using var reader = read.ExecuteReader();
        reader.Read();
        var (at, kind) = (reader.GetString(0), reader.GetString(2));
        var before = (Actor: reader.GetString(1), Subject: reader.GetString(3), Body: reader.GetString(4), Ties: reader.GetString(5));
        var after = (Actor: _text.Node(before.Actor), Subject: _text.Node(before.Subject), Body: _text.Facts(before.Body), Ties: _text.Ties(before.Ties));
        if (after == before)
            return;
        using var update = connection.Put(
            transaction, "UPDATE thread_event SET actor = @actor, subject = @subject, body = @body, ties = @ties WHERE seq = @seq", "@actor", "@subject", "@body", "@ties", "@seq");
        update.Set(after.Actor, after.Subject, after.Body, after.Ties, seq);
        update.ExecuteNonQuery();
        if (after.Ties != before.Ties)
            ChangeTies(seq, after.Ties);
        _changed.Add((seq, Redaction.Vouching(previous, hash, seq, at, after.Actor, kind, after.Subject, after.Body, after.Ties)));
    }

    /// <summary>The index of ties, as the records read now.</summary>
    private void ChangeTies(long seq, string ties)
    {
        using var update = connection.Put(transaction, "UPDATE thread_tie SET from_node = @from, to_node = @to WHERE seq = @seq AND position = @position", "@from", "@to", "@seq", "@position");
        var rows = ThreadText.ReadTies(ties);
        for (var position = 0; position < rows.Count; position++)
        {
            update.Set(rows[position].From.ToString(), rows[position].To.ToString(), seq, position);
            update.ExecuteNonQuery();
        }
    }

    private void Run(string sql)
    {
        using var command = connection.Put(transaction, sql);
        command.ExecuteNonQuery();
    }
}
