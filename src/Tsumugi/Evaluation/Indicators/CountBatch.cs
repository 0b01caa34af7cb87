using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>The statements and tallies of one batch.</summary>
internal sealed class CountBatch : IDisposable
{
    private readonly ILookup<string, KnownIndicator> _definitions;
    private readonly ThreadSteps _steps;
    private readonly DbCommand _read;
    private readonly DbCommand _insert;
    private readonly DbCommand _add;
    private readonly DbCommand _number;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Definition, int Quarter, int Institution, int Project), (long Rows, long Times)> _sums = [];

    public CountBatch(DbConnection connection, DbTransaction transaction, IReadOnlyList<KnownIndicator> definitions, long after, long to)
    {
        _definitions = definitions.SelectMany(known => known.Definition.Formula.Records.Distinct().Select(kind => (kind, known))).ToLookup(pair => pair.kind, pair => pair.known, StringComparer.Ordinal);
        _steps = new(connection, transaction, to);
        _read = connection.Put(
            transaction,
            """
            SELECT seq, at, actor, kind, subject, body, ties FROM thread_event
            WHERE seq > @after AND seq <= @to AND kind IN (SELECT value FROM json_each(@kinds)) ORDER BY seq
            """,
            "@after", "@to", "@kinds");
        _read.Set(after, to, JsonSerializer.Serialize(_definitions.Select(group => group.Key)));
        _insert = connection.Put(
            transaction,
            """
            INSERT OR IGNORE INTO indicator_row ("Definition", "Quarter", "Record", "Institution", "Project", "Counted", "Times")
            VALUES (@definition, @quarter, @record, @institution, @project, @counted, @times)
            """,
            "@definition", "@quarter", "@record", "@institution", "@project", "@counted", "@times");
        _add = connection.Put(
            transaction,
            """
            INSERT INTO indicator_sum ("Definition", "Quarter", "Institution", "Project", "Rows", "Times") VALUES (@definition, @quarter, @institution, @project, @rows, @times)
            ON CONFLICT DO UPDATE SET "Rows" = "Rows" + excluded."Rows", "Times" = "Times" + excluded."Times"
            """,
            "@definition", "@quarter", "@institution", "@project", "@rows", "@times");
        _number = connection.Put(
            transaction,
            """
            INSERT INTO indicator_text ("Text") VALUES (@text) ON CONFLICT DO UPDATE SET "Text" = excluded."Text" RETURNING "Id"
            """,
            "@text");
    }

    public void Run(CancellationToken stop)
    {
        using (var reader = _read.ExecuteReader())
        {
            while (reader.Read())
            {
                stop.ThrowIfCancellationRequested();
                Take(Record(reader));
            }
        }

        foreach (var (key, sum) in _sums)
        {
            _add.Set(key.Definition, key.Quarter, key.Institution, key.Project, sum.Rows, sum.Times);
            _add.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _steps.Dispose();
        foreach (var command in (DbCommand[])[_read, _insert, _add, _number])
            command.Dispose();
    }

    private static EventRow Record(DbDataReader reader) => new()
    {
        Seq = reader.GetInt64(0),
        At = reader.GetString(1),
        Actor = reader.GetString(2),
        Kind = reader.GetString(3),
        Subject = reader.GetString(4),
        Body = reader.GetString(5),
        Ties = reader.GetString(6),
        Hash = [],
    };

    private void Take(EventRow record)
    {
        _steps.Stand(record);
        foreach (var (row, definition) in _definitions[record.Kind])
        {
            // Definitions that were here longer have counted this record already.
            if (row.CountedTo >= record.Seq)
                continue;
            foreach (var counted in CountedRow.Of(definition.Formula, record, _steps))
                Put(row.Id, definition.Formula.Sums, counted);
        }
    }

    private void Put(int definition, bool sums, CountedRow row)
    {
        var (quarter, institution, project) = (row.Quarter.Index, Number(row.Institution), Number(row.Project));
        _insert.Set(definition, quarter, row.Record, institution, project, sums ? 0 : Number(row.Counted), row.Times);
        if (_insert.ExecuteNonQuery() == 0)
            return;
        var key = (definition, quarter, institution, project);
        var (rows, times) = _sums.GetValueOrDefault(key);
        _sums[key] = (rows + 1, times + row.Times);
    }

    private int Number(string? text)
    {
        if (text is null)
            return 0;
        if (!_numbers.TryGetValue(text, out var number))
        {
            _number.Set(text);
            _numbers[text] = number = Convert.ToInt32(_number.ExecuteScalar(), CultureInfo.InvariantCulture);
        }

        return number;
    }
}
