using System.Data.Common;
using Tsumugi.Hub.Language;

namespace Tsumugi.Thread.Origins;

/// <summary>Compares what is kept about origins with what the ties say.</summary>
/// <remarks>All is read from the moment of its making, also while somebody writes: a reader that is open keeps its connection there.</remarks>
internal sealed class VerifyOrigins : IDisposable
{
    private static readonly Words Wrong = new("この記録の結び付きから決まる由来が、保存されている由来と一致しません。", "What comes of this record's ties is not what is kept about origins.");

    private readonly Dictionary<string, long> _latest = new(StringComparer.Ordinal);
    private readonly List<DbCommand> _commands = [];
    private readonly DbDataReader _kept;
    private readonly RecomputeOrigins _origins;
    private readonly bool _pending;

    public VerifyOrigins(DbConnection connection)
    {
        _kept = Read(connection, "SELECT node, members, origin_set.hash FROM node_origin LEFT JOIN origin_set ON id = set_id");
        _origins = new(Numbers(connection));
        using var pending = Read(connection, "SELECT seq FROM origin_pending");
        _pending = pending.Read();
    }

    public void Add(long seq, string from, string relation, string to)
    {
        _origins.Add(from, relation, to);
        (_latest[from], _latest[to]) = (seq, seq);
    }

    /// <summary>To be asked when all ties were added.</summary>
    public ThreadFault? Find()
    {
        // An older hub that was stopped before it made its sets will do so when it starts.
        if (_pending)
            return null;
        var expected = _origins.Run().ToDictionary(pair => pair.Node, pair => pair.Set, StringComparer.Ordinal);
        var sets = new Dictionary<OriginSet, (byte[] Members, byte[] Hash)>();
        ThreadFault? found = null;
        while (_kept.Read())
        {
            var node = _kept.GetString(0);
            if (!expected.Remove(node, out var set) || !Same(set, sets))
                found = Earlier(found, new(_latest.GetValueOrDefault(node), Wrong));
        }

        return expected.Keys.Aggregate(found, (fault, node) => Earlier(fault, new(_latest.GetValueOrDefault(node), Wrong)));
    }

    public void Dispose()
    {
        _kept.Dispose();
        _commands.ForEach(command => command.Dispose());
    }

    private bool Same(OriginSet set, Dictionary<OriginSet, (byte[] Members, byte[] Hash)> written)
    {
        if (!written.TryGetValue(set, out var expected))
        {
            var members = set.ToBytes();
            written[set] = expected = (members, OriginSetRow.HashOf(members));
        }

        return _kept.GetValue(1) is byte[] kept && kept.AsSpan().SequenceEqual(expected.Members)
            && _kept.GetValue(2) is byte[] hash && hash.AsSpan().SequenceEqual(expected.Hash);
    }

    private static ThreadFault Earlier(ThreadFault? one, ThreadFault other) => one is not null && one.Seq <= other.Seq ? one : other;

    private IEnumerable<(long, string)> Numbers(DbConnection connection)
    {
        using var reader = Read(connection, "SELECT id, node FROM origin");
        while (reader.Read())
            yield return (reader.GetInt64(0), reader.GetString(1));
    }

    private DbDataReader Read(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        _commands.Add(command);
        return command.ExecuteReader();
    }
}
