using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Worker.Tables;

/// <summary>One SELECT of a stranger over one file, in a DuckDB that can reach nothing else: see docs/decisions/0004.</summary>
internal static class SqlQuery
{
    private const string File = "data";

    /// <summary>Text of an answer; the rest of a wide one is left out.</summary>
    private const int MostCharacters = 2 << 20;

    private static readonly string[] Settings =
    [
        "SET memory_limit = '384MB'", "SET threads = 2", "SET temp_directory = ''", "SET max_temp_directory_size = '0B'", "SET home_directory = '.'", "SET TimeZone = 'UTC'",
        "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET allow_community_extensions = false",
        $"SET allowed_paths = ['{File}']",
    ];

    /// <summary>After these nothing can be opened, and no setting be changed back.</summary>
    private static readonly string[] Locks = ["SET enable_external_access = false", "SET lock_configuration = true"];

    public static TableAnswer Run(TableOrder order)
    {
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            foreach (var setting in Settings)
                Execute(connection, setting);
            Execute(connection, $"CREATE VIEW data AS SELECT * FROM {Source(order.File)}");
            foreach (var setting in Locks)
                Execute(connection, setting);
            return Refused(connection, order.Sql!) is { } fault ? new() { Fault = fault } : new() { Result = Answer(connection, order) };
        }
        catch (DuckDBException error)
        {
            return new() { Fault = Without(error.Message) };
        }
        catch (NotSupportedException error)
        {
            return new() { Fault = error.Message };
        }
    }

    private static string Source(string file) => TableFiles.FormatOf(file) switch
    {
        TableFiles.Parquet => $"read_parquet('{File}')",
        TableFiles.Delimited => $"read_csv('{File}', delim = '{TableFiles.DelimiterOf(file)}', header = true, compression = '{(TableFiles.IsCompressed(file) ? "gzip" : "none")}')",
        _ => throw new NotSupportedException("This kind of table cannot be asked by SQL."),
    };

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <returns>Why it is not a single SELECT; null when it is.</returns>
    private static string? Refused(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var extracted);
        using (extracted)
        {
            if (count == 0)
                return NativeMethods.ExtractStatements.DuckDBExtractStatementsError(extracted) is { Length: > 0 } error ? error : "There is no statement.";
            if (count > 1)
                return "Only one statement can be asked at a time.";
            var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection.NativeConnection, extracted, 0, out var prepared);
            using (prepared)
            {
                // The bindings do not tell a prepared statement's kind; what is no SELECT cannot stand in brackets.
                if (state == DuckDBState.Error)
                    return Without(NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            }
        }

        return null;
    }

    private static SqlResult Answer(DuckDBConnection connection, TableOrder order)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM (\n{order.Sql!.Trim().TrimEnd(';')}\n) LIMIT {order.MostRows + 1}";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => new TableColumn(reader.GetName(i), reader.GetDataTypeName(i), Meaning(reader.GetFieldType(i)))).ToList();
        var (rows, characters) = (new List<IReadOnlyList<string?>>(), 0);
        while (rows.Count < order.MostRows && characters < MostCharacters)
        {
            if (!reader.Read())
                return new(columns, rows, More: false);
            string?[] row = [.. Enumerable.Range(0, columns.Count).Select(i => reader.IsDBNull(i) ? null : Own(TableCell.Text(reader.GetValue(i))))];
            rows.Add(row);
            characters += row.Sum(cell => cell?.Length ?? 0) + columns.Count;
        }

        return new(columns, rows, reader.Read());
    }

    private static string Meaning(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "Boolean",
        >= TypeCode.SByte and <= TypeCode.UInt64 => "Integer",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "Float",
        TypeCode.DateTime => "DateTime",
        _ when type == typeof(System.Numerics.BigInteger) => "Integer",
        _ when type == typeof(DateOnly) => "Date",
        _ => "Text",
    };

    private static string Without(string message) => Own(message.ReplaceLineEndings(" ").Trim()) ?? "";

    // Where the hub keeps its files is nobody's business.
    private static string? Own(string? text) => text?.Replace(Environment.CurrentDirectory, ".", StringComparison.Ordinal);
}
