using System.Diagnostics;
using DuckDB.NET.Data;
using Tsumugi.Formats.Links;

namespace Tsumugi.Bench.Link;

/// <summary>The same join in DuckDB: a table of the pairs on the disk, the identifiers beside it, one thread.</summary>
internal static class DuckDbJoin
{
    /// <returns>Seconds for loading, and of the fastest of some joins.</returns>
    public static (double Load, double Join, long Rows) Run(string folder, string tsv, IdentifierList asked, int runs)
    {
        using var connection = new DuckDBConnection($"DataSource={Path.Combine(folder, "links.duckdb")}");
        connection.Open();
        Do(connection, "SET memory_limit='8GB'");
        var load = Seconds(() => Do(connection, $"CREATE TABLE links AS SELECT column0 AS source, column1 AS target FROM read_csv('{tsv}', delim='\t', header=false, columns={{'column0':'VARCHAR','column1':'VARCHAR'}})"));
        Do(connection, "CHECKPOINT");
        Do(connection, "CREATE TEMP TABLE asked (id VARCHAR)");
        using (var appender = connection.CreateAppender("temp", null, "asked"))
        {
            for (var at = 0; at < asked.Count; at++)
                appender.CreateRow().AppendValue(asked.Text(at)).EndRow();
        }

        Do(connection, "SET threads=1");
        var best = double.PositiveInfinity;
        for (var run = 0; run < runs; run++)
            best = Math.Min(best, Seconds(() => Do(connection, "CREATE OR REPLACE TEMP TABLE found AS SELECT asked.id, links.target FROM asked JOIN links ON links.source = asked.id")));
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM found";
        return (load, best, (long)count.ExecuteScalar()!);
    }

    private static void Do(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
