using System.Data.Common;
using System.Text.Json.Nodes;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Redactions;

/// <summary>Follows a recomputation of the chain, and vouches for the records in which other names stand since.</summary>
internal sealed class VerifyRedactions : IDisposable
{
    // Of the redactions of a record the last one says what is read now.
    private const string Last =
        """
        SELECT last.seq, last.digest, last.by_record > last.seq AND record.kind IS 'person.erased'
        FROM (SELECT seq, max(by_record) AS by_record, digest FROM thread_redaction GROUP BY seq) AS last
        LEFT JOIN thread_event AS record ON record.seq = last.by_record
        ORDER BY last.seq
        """;

    private readonly DbConnection _connection;
    private readonly DbCommand _command;
    private readonly DbDataReader _reader;
    private readonly byte[] _digest = new byte[HashChain.HashLength];
    private bool _more;

    public VerifyRedactions(DbConnection connection)
    {
        _connection = connection;
        _command = connection.Put(null, Last);
        _reader = _command.ExecuteReader();
        _more = _reader.Read();
    }

    /// <summary>Records that were vouched for so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether some are told of that the chain does not have.</summary>
    public bool More => _more;

    /// <param name="before">Of the record before, as it was found.</param>
    /// <param name="hash">As it is stored.</param>
    /// <returns>Whether the record reads as its redaction left it; null when nobody changed it.</returns>
    public bool? Vouch(long seq, ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash, string at, string actor, string kind, string subject, string body, string ties)
    {
        if (!_more || _reader.GetInt64(0) != seq)
            return null;
        var sound = _reader.GetInt64(2) == 1 && _reader.GetBytes(1, 0, _digest, 0, _digest.Length) == _digest.Length
            && Redaction.Vouching(before, hash, seq, at, actor, kind, subject, body, ties).AsSpan().SequenceEqual(_digest);
        Count++;
        _more = _reader.Read();
        return sound;
    }

    /// <param name="seq">A record that says of a redaction.</param>
    /// <returns>Whether it changed what it says, and nothing else.</returns>
    public bool Agrees(long seq, string body)
    {
        using var command = _connection.Put(null, "SELECT digest FROM thread_redaction WHERE by_record = @by ORDER BY seq", "@by");
        command.Set(seq);
        using var reader = command.ExecuteReader();
        var facts = Redaction.Facts(Digests(reader));
        return JsonNode.Parse(body) is JsonObject said && facts.All(fact => said[fact.Key]?.ToString() == fact.Value!.ToString());
    }

    public void Dispose()
    {
        _reader.Dispose();
        _command.Dispose();
    }

    private static IEnumerable<byte[]> Digests(DbDataReader reader)
    {
        while (reader.Read())
            yield return (byte[])reader.GetValue(0);
    }
}
