using System.Data.Common;
using Tsumugi.Hub.Language;

namespace Tsumugi.Thread;

/// <summary>What a recomputation of the whole chain found.</summary>
/// <param name="Length">Records that were sound, counted from the first.</param>
/// <param name="Head">Hash of the last sound record, lower-case hexadecimal: note it down to prove later that nothing was cut off.</param>
/// <param name="Fault">The first record that is not what was written, or null.</param>
public sealed record ThreadVerdict(long Length, string Head, ThreadFault? Fault)
{
    public bool Valid => Fault is null;
}

/// <param name="Seq">Number of the record.</param>
public sealed record ThreadFault(long Seq, Words Reason);

/// <summary>Recomputes the chain, record by record, and compares the tie index with the journal's own text.</summary>
public static class ThreadVerifier
{
    /// <param name="expectedHead">A head noted earlier (hexadecimal); it must still be somewhere in the chain.</param>
    public static ThreadVerdict Verify(DbConnection connection, string? expectedHead = null, CancellationToken stop = default)
    {
        using var events = connection.CreateCommand();
        events.CommandText = "SELECT seq, at, actor, kind, subject, body, ties, hash FROM thread_event ORDER BY seq";
        using var ties = connection.CreateCommand();
        ties.CommandText = "SELECT seq, from_node, relation, to_node FROM thread_tie ORDER BY seq, position";
        using var record = events.ExecuteReader();
        using var tie = ties.ExecuteReader();
        var moreTies = tie.Read();

        var (seq, head) = (0L, HashChain.Beginning.ToArray());
        var (expected, seen) = (expectedHead?.ToLowerInvariant(), expectedHead is null);
        var stored = new byte[HashChain.HashLength];
        ThreadVerdict Found(Words reason) => new(seq, Convert.ToHexStringLower(head), new(seq + 1, reason));

        while (record.Read())
        {
            stop.ThrowIfCancellationRequested();
            if (record.GetInt64(0) != seq + 1)
                return Found(new("この番号の記録が失われています。", "The record with this number is missing."));
            var tieText = record.GetString(6);
            var hash = HashChain.Hash(
                head, seq + 1, record.GetString(1), record.GetString(2), record.GetString(3), record.GetString(4), record.GetString(5), tieText);
            if (record.GetBytes(7, 0, stored, 0, stored.Length) != HashChain.HashLength || !hash.AsSpan().SequenceEqual(stored))
                return Found(new("記録の内容がハッシュと一致しません。", "The record's content does not match its hash."));
            if (!TiesMatch(tieText, seq + 1, tie, ref moreTies))
                return Found(new("結び付きの索引が記録と一致しません。", "The index of ties does not match the record."));
            (seq, head) = (seq + 1, hash);
            seen = seen || Convert.ToHexStringLower(head) == expected;
        }

        if (moreTies)
            return Found(new("記録のない結び付きが索引にあります。", "The index holds ties that no record made."));
        return seen
            ? new(seq, Convert.ToHexStringLower(head), null)
            : Found(new("控えておいた末尾のハッシュが鎖の中にありません。", "The head noted earlier is not in the chain any more."));
    }

    private static bool TiesMatch(string text, long seq, DbDataReader tie, ref bool more)
    {
        if (text != "[]")
        {
            foreach (var written in ThreadText.ReadTies(text))
            {
                if (!more || tie.GetInt64(0) != seq || tie.GetString(1) != written.From.ToString()
                    || tie.GetString(2) != written.Relation || tie.GetString(3) != written.To.ToString())
                    return false;
                more = tie.Read();
            }
        }

        return !more || tie.GetInt64(0) > seq;
    }
}
