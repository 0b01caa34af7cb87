using Parquet;
using Parquet.Schema;

namespace Tsumugi.Formats.Tables;

/// <summary>A Parquet file: its footer, and of the row groups that are asked for the columns that are needed.</summary>
internal sealed class ParquetTable(string name, Stream file) : ITable
{
    /// <summary>A row group is read column by column; a larger one is for SQL, which reads it in steps.</summary>
    private const long MostGroupBytes = 256L << 20;

    /// <summary>Row groups looked into for one page of a search.</summary>
    private const int MostGroups = 16;

    private const int MostColumns = 2000;

    public async Task<TableShape> DescribeAsync(string? part, CancellationToken ct)
    {
        await using var reader = await OpenAsync(name, file, ct);
        return new(null, [], [.. Fields(reader).Select(Column)], reader.Metadata?.NumRows, []);
    }

    public async Task<TablePage> ReadAsync(TableAsk ask, CancellationToken ct)
    {
        await using var reader = await OpenAsync(name, file, ct);
        var fields = Fields(reader);
        var filters = TableCell.Bind(name, [.. fields.Select(Column)], ask.Filters);
        var rows = new List<IReadOnlyList<string?>>();
        var (start, groups) = (0L, 0);
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            var (first, count) = (start, group.RowCount);
            start += count;
            if (count <= 0 || ask.At >= start)
                continue;
            if (groups++ == MostGroups)
                return new(rows, first);
            var from = (int)Math.Max(0, ask.At - first);
            var next = await GroupAsync(group, fields, filters, from, ask.Count, rows, ct);
            if (next is { } stopped)
                return new(rows, first + stopped < reader.Metadata?.NumRows ? first + stopped : null);
        }

        return new(rows, null);
    }

    /// <returns>Where it stopped within the group because the page is full; null at the group's end.</returns>
    private async Task<int?> GroupAsync(
        ParquetRowGroupReader group, DataField[] fields, IReadOnlyList<(int Column, TableFilter Filter)> filters,
        int from, int wanted, List<IReadOnlyList<string?>> rows, CancellationToken ct)
    {
        if (group.RowGroup.TotalByteSize > MostGroupBytes || group.RowCount > int.MaxValue)
            throw TableFault.At(name, "row group", $"A row group has {group.RowGroup.TotalByteSize} bytes; at most {MostGroupBytes} are read for a page.", "Ask by SQL instead, or write smaller row groups.");
        var count = (int)group.RowCount;
        var columns = new ParquetCells?[fields.Length];
        foreach (var (column, _) in filters)
            columns[column] ??= await ColumnAsync(name, group, fields[column], count, ct);
        var chosen = new List<int>();
        var row = from;
        for (; row < count && rows.Count + chosen.Count < wanted; row++)
        {
            if (filters.All(filter => TableCell.Fits(columns[filter.Column]!.Of(row), filter.Filter)))
                chosen.Add(row);
        }

        for (var column = 0; column < fields.Length && chosen.Count > 0; column++)
            columns[column] ??= await ColumnAsync(name, group, fields[column], count, ct);
        rows.AddRange(chosen.Select(at => (IReadOnlyList<string?>)[.. columns.Select(column => column!.Of(at) is { } cell ? TableCell.Cut(cell) : null)]));
        return rows.Count >= wanted ? row : null;
    }

    internal static async Task<ParquetCells> ColumnAsync(string name, ParquetRowGroupReader group, DataField field, int rows, CancellationToken ct)
    {
        try
        {
            var raw = await group.ReadRawColumnDataBaseAsync(field, ct);
            return ParquetCells.From(raw, field, rows);
        }
        catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
        {
            throw TableFault.At(name, field.Path.ToString(), $"The column cannot be read ({error.Message})", cause: error);
        }
    }

    internal static async Task<ParquetReader> OpenAsync(string name, Stream file, CancellationToken ct)
    {
        try
        {
            file.Position = 0;
            return await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw TableFault.At(name, "Parquet", $"This is no readable Parquet file ({error.Message})", cause: error);
        }
    }

    private DataField[] Fields(ParquetReader reader)
    {
        var fields = AllFields(name, reader);
        return fields.Length <= MostColumns ? fields : throw TableFault.At(name, "schema", $"It has {fields.Length} columns; at most {MostColumns} are shown.", "Ask for some of them by SQL.");
    }

    internal static DataField[] AllFields(string name, ParquetReader reader)
    {
        try
        {
            return reader.Schema.GetDataFields();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw TableFault.At(name, "schema", $"The columns cannot be read ({error.Message})", cause: error);
        }
    }

    internal static TableColumn Column(DataField field) => new(
        string.Join('.', field.Path.ToList().Where((part, i) => i == 0 || part is not ("list" or "element" or "item" or "array"))),
        field.ClrType.Name.ToLowerInvariant(), Meaning(field.ClrType), field.MaxRepetitionLevel > 0 || field.IsArray);

    private static string Meaning(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "Boolean",
        >= TypeCode.SByte and <= TypeCode.UInt64 => "Integer",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "Float",
        TypeCode.DateTime => "DateTime",
        _ when type == typeof(DateOnly) => "Date",
        _ when type == typeof(TimeOnly) || type == typeof(TimeSpan) => "Time",
        _ => "Text",
    };
}
