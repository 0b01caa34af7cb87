using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Tsumugi.Formats.Tables;

/// <summary>Some columns of a table from its first row to its last, with whole cells: what a program reads, where a page of <see cref="ITable"/> shows beginnings.</summary>
/// <remarks>Memory is bounded by a record of text, or by the columns asked for in one row group of Parquet.</remarks>
public static class TableColumns
{
    private const long MostGroupBytes = 1L << 30;

    /// <param name="path">Name of the file: <c>.parquet</c>, <c>.csv</c> or <c>.tsv</c>, the latter two also <c>.gz</c>.</param>
    /// <param name="file">Seekable for Parquet; stays open.</param>
    /// <param name="columns">Names of the columns that are wanted.</param>
    /// <returns>For each row its cells in the order asked for; null where there is no value, which empty text of a delimited file is as well.</returns>
    /// <exception cref="InvalidFileException">The file cannot be read, or lacks a column; says which it has.</exception>
    public static IAsyncEnumerable<string?[]> ReadAsync(string path, Stream file, IReadOnlyList<string> columns, CancellationToken ct) => TableFiles.FormatOf(path) switch
    {
        TableFiles.Parquet => ParquetAsync(path, file, columns, ct),
        TableFiles.Delimited => DelimitedAsync(path, file, columns, ct),
        _ => throw TableFault.At(path, "file name", "This is no table that is read by columns.", "Use .parquet, .csv or .tsv (also .gz)."),
    };

    /// <param name="path">As <see cref="ReadAsync"/> takes it.</param>
    /// <param name="file">Seekable for Parquet; stays open, read from its beginning.</param>
    /// <returns>The names of all columns, in their order.</returns>
    /// <exception cref="InvalidFileException">The file cannot be read, or two columns have one name.</exception>
    public static async Task<IReadOnlyList<string>> NamesAsync(string path, Stream file, CancellationToken ct)
    {
        IReadOnlyList<string> names;
        if (TableFiles.FormatOf(path) == TableFiles.Parquet)
        {
            await using var reader = await ParquetTable.OpenAsync(path, file, ct);
            names = [.. ParquetTable.AllFields(path, reader).Select(field => ParquetTable.Column(field).Name)];
        }
        else
        {
            await using var unpacked = TableFiles.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
            names = await new DelimitedRecords(path, unpacked ?? file, seeks: false, TableFiles.DelimiterOf(path)).NextAsync(ct) ?? throw TableFault.At(path, "header", "The file is empty.");
        }

        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key is { } again
            ? throw TableFault.At(path, again, "Two columns have this name.", "Give each column a name of its own.")
            : names;
    }

    private static async IAsyncEnumerable<string?[]> DelimitedAsync(string path, Stream file, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var unpacked = TableFiles.IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        var records = new DelimitedRecords(path, unpacked ?? file, seeks: false, TableFiles.DelimiterOf(path));
        var header = await records.NextAsync(ct) ?? throw TableFault.At(path, "header", "The file is empty.");
        var places = Places(path, columns, header);
        for (var row = 1L; await records.NextAsync(ct) is { } record; row++)
        {
            if (record.Count != header.Count)
                throw TableFault.At(path, $"row {row}", $"It has {record.Count} cells, and the header {header.Count}.");
            yield return [.. places.Select(place => record[place] is { Length: > 0 } cell ? cell : null)];
        }
    }

    private static async IAsyncEnumerable<string?[]> ParquetAsync(string path, Stream file, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var reader = await ParquetTable.OpenAsync(path, file, ct);
        var fields = ParquetTable.AllFields(path, reader);
        var wanted = Places(path, columns, [.. fields.Select(field => ParquetTable.Column(field).Name)]).Select(place => fields[place]).ToList();
        if (wanted.FirstOrDefault(field => field.MaxRepetitionLevel > 0 || field.IsArray) is { } list)
            throw TableFault.At(path, ParquetTable.Column(list).Name, "Its cells hold lists, not single values.", "Choose another column.");
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            if (group.RowGroup.TotalByteSize > MostGroupBytes || group.RowCount is < 0 or > int.MaxValue)
                throw TableFault.At(path, $"row group {index + 1}", $"It has {group.RowGroup.TotalByteSize} bytes; at most {MostGroupBytes} are read.", "Write smaller row groups.");
            var cells = new List<ParquetCells>();
            foreach (var field in wanted)
                cells.Add(await ParquetTable.ColumnAsync(path, group, field, (int)group.RowCount, ct));
            for (var row = 0; row < group.RowCount; row++)
                yield return [.. cells.Select(column => column.Of(row))];
        }
    }

    private static List<int> Places(string path, IReadOnlyList<string> columns, IReadOnlyList<string> present)
    {
        var places = columns.Select(column => present.Index().Where(one => one.Item == column).Select(one => one.Index).DefaultIfEmpty(-1).First()).ToList();
        var lacking = columns.Where((_, i) => places[i] < 0).ToList();
        return lacking.Count == 0 ? places : throw TableFault.At(
            path, string.Join(", ", lacking), $"The table has no such column; it has {string.Join(", ", present.Take(50))}{(present.Count > 50 ? ", …" : "")}.", "Name columns that it has.");
    }
}
