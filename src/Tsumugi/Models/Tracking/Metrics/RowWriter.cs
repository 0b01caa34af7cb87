using System.Data.Common;

namespace Tsumugi.Models.Tracking.Metrics;

/// <summary>Writes a run's rows by prepared commands: the change tracker has nothing to track, and would cost most of the time.</summary>
internal sealed class RowWriter(DbTransaction transaction, long run) : IDisposable
{
    private const string InsertMetric =
        """
        INSERT INTO "run_metric" ("Run", "Key", "Step", "Timestamp", "Value", "IsNan") VALUES (@run, @key, @step, @timestamp, @value, @nan)
        ON CONFLICT DO NOTHING
        """;

    private const string KeepLatest =
        """
        INSERT INTO "run_latest" ("Run", "Key", "Step", "Timestamp", "Value", "IsNan") VALUES (@run, @key, @step, @timestamp, @value, @nan)
        ON CONFLICT ("Run", "Key") DO UPDATE SET "Step" = excluded."Step", "Timestamp" = excluded."Timestamp", "Value" = excluded."Value", "IsNan" = excluded."IsNan"
        WHERE excluded."Timestamp" > "run_latest"."Timestamp"
            OR (excluded."Timestamp" = "run_latest"."Timestamp" AND (excluded."IsNan" < "run_latest"."IsNan"
                OR (excluded."IsNan" = "run_latest"."IsNan" AND excluded."Value" > "run_latest"."Value")))
        """;

    private const string InsertParam =
        """INSERT INTO "run_param" ("Run", "Key", "Value") VALUES (@run, @key, @value) ON CONFLICT DO NOTHING""";

    private const string ReadParam = """SELECT "Value" FROM "run_param" WHERE "Run" = @run AND "Key" = @key""";

    private const string SetTag =
        """
        INSERT INTO "run_tag" ("Run", "Key", "Value") VALUES (@run, @key, @value)
        ON CONFLICT ("Run", "Key") DO UPDATE SET "Value" = excluded."Value"
        """;

    private const string SetName = """UPDATE "run" SET "Name" = @value WHERE "Number" = @run""";

    private readonly Dictionary<string, DbCommand> _commands = [];

    public void Metrics(IEnumerable<MetricPoint> points)
    {
        var latest = new Dictionary<string, MetricPoint>(StringComparer.Ordinal);
        foreach (var point in points)
        {
            Write(InsertMetric, point);
            if (!latest.TryGetValue(point.Key, out var before) || point.Follows(before))
                latest[point.Key] = point;
        }

        foreach (var point in latest.Values)
            Write(KeepLatest, point);
    }

    /// <returns>The value it has already, when that is another one.</returns>
    public string? Param(string key, string value)
    {
        if (Command(InsertParam, ("@run", run), ("@key", key), ("@value", value)).ExecuteNonQuery() > 0)
            return null;
        var before = (string)Command(ReadParam, ("@run", run), ("@key", key)).ExecuteScalar()!;
        return before == value ? null : before;
    }

    public void Tag(string key, string value) => Command(SetTag, ("@run", run), ("@key", key), ("@value", value)).ExecuteNonQuery();

    public void Rename(string name) => Command(SetName, ("@run", run), ("@value", name)).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
    }

    private void Write(string sql, MetricPoint point)
    {
        var nan = double.IsNaN(point.Value);
        Command(
            sql, ("@run", run), ("@key", point.Key), ("@step", point.Step), ("@timestamp", point.Timestamp),
            ("@value", nan ? 0.0 : point.Value), ("@nan", nan ? 1L : 0L)).ExecuteNonQuery();
    }

    private DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = transaction.Connection!.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, sql);
            foreach (var (name, _) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _commands.Add(sql, command);
        }

        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at].Value;
        return command;
    }
}
