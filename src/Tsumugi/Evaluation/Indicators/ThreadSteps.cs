using System.Data.Common;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Follows the ties of one record first, then those of the journal up to that record; what was read is kept for the records after it.</summary>
/// <param name="until">No record after this one is asked about.</param>
internal sealed class ThreadSteps(DbConnection connection, DbTransaction? transaction, long until) : IThreadSteps, IDisposable
{
    private readonly Dictionary<(string Node, PathStep Step), List<(long Record, string To)>> _read = [];
    private readonly DbCommand _command = connection.Put(
        transaction,
        """
        SELECT seq, to_node FROM thread_tie
        WHERE from_node = @from AND relation = @relation AND to_node >= @first AND to_node < @after AND seq <= @until
        ORDER BY seq DESC, position
        """,
        "@from", "@relation", "@first", "@after", "@until");

    private EventRow? _record;
    private string[][] _ties = [];

    /// <summary>Records, besides those stood on, whose ties were followed.</summary>
    public HashSet<long> Followed { get; } = [];

    /// <summary>Every path is followed as of this record from now on.</summary>
    public void Stand(EventRow record)
    {
        _record = record;
        _ties = ThreadText.TryReadTies(record.Ties, out var ties) ? ties : throw new FormatException($"The ties of record {record.Seq} are not readable.");
    }

    public IReadOnlyList<string> From(string node, PathStep step)
    {
        List<string>? own = null;
        foreach (var tie in _ties)
        {
            if (tie[1] == step.Relation && tie[0] == node && IsOf(tie[2], step.Kind))
                (own ??= []).Add(tie[2]);
        }

        if (own is not null)
            return own;
        if (!_read.TryGetValue((node, step), out var known))
            _read[(node, step)] = known = Read(node, step);

        // Newest first: the first record that is not younger than where we stand, with all of its ties.
        var at = known.FindIndex(row => row.Record <= _record!.Seq);
        if (at >= 0)
            Followed.Add(known[at].Record);
        return at < 0 ? [] : [.. known.Skip(at).TakeWhile(row => row.Record == known[at].Record).Select(row => row.To)];
    }

    public void Dispose() => _command.Dispose();

    private static bool IsOf(string node, string kind) => node.Length > kind.Length && node[kind.Length] == ':' && node.StartsWith(kind, StringComparison.Ordinal);

    private List<(long Record, string To)> Read(string node, PathStep step)
    {
        // A semicolon follows the colon in the order of bytes.
        _command.Set(node, step.Relation, $"{step.Kind}:", $"{step.Kind};", until);
        var rows = new List<(long, string)>();
        using var reader = _command.ExecuteReader();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), reader.GetString(1)));
        return rows;
    }
}
