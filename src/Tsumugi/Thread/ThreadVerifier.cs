using System.Data.Common;
using Tsumugi.Hub.Language;
using Tsumugi.Thread.Origins;
using Tsumugi.Thread.Redactions;

namespace Tsumugi.Thread;

/// <summary>What a recomputation of the whole chain found.</summary>
/// <param name="Length">Records that were sound, counted from the first.</param>
/// <param name="Head">Hash of the last sound record, lower-case hexadecimal: note it down to prove later that nothing was cut off.</param>
/// <param name="Redacted">How many of them have other names of people in them than were written, as later records say.</param>
/// <param name="Fault">The first record that is not what was written, or null.</param>
public sealed record ThreadVerdict(long Length, string Head, long Redacted, ThreadFault? Fault)
{
    public bool Valid => Fault is null;
}

/// <param name="Seq">Number of the record.</param>
public sealed record ThreadFault(long Seq, Words Reason);

/// <summary>Recomputes the chain, record by record, and compares the tie index, and what is kept about origins, with the journal's own text.</summary>
public static class ThreadVerifier
{
    // A text stored as bytes reads the same but is not found any more: the last column says that each value is of its own type.
    private const string Events =
        """
        SELECT seq, at, actor, kind, subject, body, ties, hash,
            typeof(at) = 'text' AND typeof(actor) = 'text' AND typeof(kind) = 'text' AND typeof(subject) = 'text'
            AND typeof(body) = 'text' AND typeof(ties) = 'text' AND typeof(hash) = 'blob' AND length(hash) = 32
        FROM thread_event ORDER BY seq
        """;

    private const string Ties =
        """
        SELECT seq, position, from_node, relation, to_node,
            typeof(from_node) = 'text' AND typeof(relation) = 'text' AND typeof(to_node) = 'text'
        FROM thread_tie ORDER BY seq, position
        """;

    /// <param name="expectedHead">A head noted earlier (hexadecimal); it must still be somewhere in the chain.</param>
    public static ThreadVerdict Verify(DbConnection connection, string? expectedHead = null, CancellationToken stop = default)
    {
        using var events = connection.CreateCommand();
        events.CommandText = Events;
        using var ties = connection.CreateCommand();
        ties.CommandText = Ties;
        using var record = events.ExecuteReader();
        using var tie = ties.ExecuteReader();
        using var origins = new VerifyOrigins(connection);
        using var redactions = new VerifyRedactions(connection);
        var moreTies = tie.Read();

        var (seq, head) = (0L, HashChain.Beginning.ToArray());
        var (expected, seen) = (expectedHead?.ToLowerInvariant(), expectedHead is null);
        var stored = new byte[HashChain.HashLength];
        ThreadVerdict Found(Words reason) => new(seq, Convert.ToHexStringLower(head), redactions.Count, new(seq + 1, reason));

        while (record.Read())
        {
            stop.ThrowIfCancellationRequested();
            if (record.GetInt64(0) != seq + 1)
                return Found(new("この番号の記録が失われています。", "The record with this number is missing."));
            var (at, actor, kind, subject, body, tieText) = (record.GetString(1), record.GetString(2), record.GetString(3), record.GetString(4), record.GetString(5), record.GetString(6));
            if (record.GetInt64(8) != 1 || record.GetBytes(7, 0, stored, 0, stored.Length) != HashChain.HashLength
                || !(redactions.Vouch(seq + 1, head, stored, at, actor, kind, subject, body, tieText)
                    ?? HashChain.Hash(head, seq + 1, at, actor, kind, subject, body, tieText).AsSpan().SequenceEqual(stored)))
                return Found(new("記録の内容がハッシュと一致しません。", "The record's content does not match its hash."));
            if (kind == Redaction.Kind && !redactions.Agrees(seq + 1, body))
                return Found(new("この記録が述べる仮名化と、保存された仮名化が一致しません。", "What was redacted is not what this record says."));
            if (!TiesMatch(tieText, seq + 1, tie, origins, ref moreTies))
                return Found(new("結び付きの索引が記録と一致しません。", "The index of ties does not match the record."));
            seq++;
            stored.CopyTo(head, 0);
            seen = seen || Convert.ToHexStringLower(head) == expected;
        }

        if (moreTies)
            return Found(new("記録のない結び付きが索引にあります。", "The index holds ties that no record made."));
        if (redactions.More)
            return Found(new("仮名化されたという記録が鎖の中にありません。", "A record that is said to have been redacted is not in the chain."));
        return seen
            ? new(seq, Convert.ToHexStringLower(head), redactions.Count, origins.Find())
            : Found(new("控えておいた末尾のハッシュが鎖の中にありません。", "The head noted earlier is not in the chain any more."));
    }

    private static bool TiesMatch(string text, long seq, DbDataReader tie, VerifyOrigins origins, ref bool more)
    {
        if (text != "[]")
        {
            if (!ThreadText.TryReadTies(text, out var rows))
                return false;
            for (var position = 0; position < rows.Length; position++)
            {
                if (!more || tie.GetInt64(0) != seq || tie.GetInt64(1) != position || tie.GetInt64(5) != 1
                    || tie.GetString(2) != rows[position][0] || tie.GetString(3) != rows[position][1] || tie.GetString(4) != rows[position][2])
                    return false;
                origins.Add(seq, rows[position][0], rows[position][1], rows[position][2]);
                more = tie.Read();
            }
        }

        return !more || tie.GetInt64(0) > seq;
    }
}
