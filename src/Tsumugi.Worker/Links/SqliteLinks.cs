using Microsoft.Data.Sqlite;
using Tsumugi.Formats.Links.Sources;

namespace Tsumugi.Worker.Links;

/// <summary>A table's two columns, or the answer to one SELECT, of an SQLite database that is opened for reading only.</summary>
internal sealed class SqliteLinks : ILinkSource
{
    private const string Remedy = "Name a table and two columns, or one SELECT of two columns.";

    public string Name => LinkSources.Sqlite;

    public IReadOnlyList<string> Endings => LinkSources.SqliteEndings;

    public async Task ReadAsync(string path, LinkColumns columns, LinkSink sink, CancellationToken stop)
    {
        var sql = Sql(columns, sink);
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            await connection.OpenAsync(stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA trusted_schema=OFF";
            await command.ExecuteNonQueryAsync(stop);
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(stop);
            if (reader.FieldCount != 2)
                throw sink.Fault(null, "query", $"It answers with {reader.FieldCount} columns.", Remedy);
            for (var row = 1L; await reader.ReadAsync(stop); row++)
                sink.Add(row, await TextAsync(reader, 0, stop), await TextAsync(reader, 1, stop));
        }
        catch (SqliteException error)
        {
            throw sink.Fault(null, "SQLite", $"The database cannot be read so ({error.Message}).", Remedy, error);
        }
    }

    private static async Task<string?> TextAsync(SqliteDataReader reader, int column, CancellationToken stop) => await reader.IsDBNullAsync(column, stop) ? null : reader.GetString(column);

    /// <remarks>Nothing but a SELECT: attaching other files is a statement of its own.</remarks>
    private static string Sql(LinkColumns columns, LinkSink sink)
    {
        if (columns.Query is { } query)
        {
            var text = query.Trim().TrimEnd(';');
            return (text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) || text.StartsWith("WITH", StringComparison.OrdinalIgnoreCase)) && !text.Contains(';', StringComparison.Ordinal)
                ? text
                : throw sink.Fault(null, "query", "It is not one SELECT.", Remedy);
        }

        return columns.Table is { } table ? $"SELECT {Quoted(columns.From)}, {Quoted(columns.To)} FROM {Quoted(table)}" : throw sink.Fault(null, "table", "There is neither a table nor a query.", Remedy);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
