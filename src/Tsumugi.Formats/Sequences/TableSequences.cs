using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Tsumugi.Formats.Tables;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Sequences;

/// <summary>A column of sequences of a table, with the column that names them.</summary>
internal static class TableSequences
{
    public static async IAsyncEnumerable<NamedSequence> DelimitedAsync(Stream file, string path, SequenceOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var text = new TextStream(file, path, options.Text);
        var records = new DelimitedRecords(path, text, seeks: false, TableFiles.DelimiterOf(path));
        var header = await records.NextAsync(ct) ?? throw TableFault.At(path, "header", "The file is empty.", "Give a table whose first line names the columns.");
        var (name, sequence) = (options.NameColumn is { } wanted ? Find(path, header, wanted) : -1, Find(path, header, options.SequenceColumn));
        for (var row = 1L; await records.NextAsync(ct) is { } cells; row++)
        {
            if (cells.Count != header.Count)
                throw TableFault.At(path, $"row {row}", $"The row has {cells.Count} cells, the header {header.Count}.", "Quote cells that hold the delimiter, or fetch the file again.");
            yield return new(name < 0 ? "" : cells[name], Present(path, row, options.SequenceColumn, cells[sequence]));
        }
    }

    public static async IAsyncEnumerable<NamedSequence> ParquetAsync(Stream file, string path, SequenceOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var reader = await OpenAsync(file, path, ct);
        var fields = reader.Schema.GetDataFields();
        var names = options.NameColumn is { } wanted ? Field(path, fields, wanted) : null;
        var sequences = Field(path, fields, options.SequenceColumn);
        var row = 0L;
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            if (group.RowGroup.TotalByteSize > options.MaxGroupBytes || group.RowCount is < 0 or > int.MaxValue)
                throw TableFault.At(path, "row group", $"A row group has {group.RowGroup.TotalByteSize} bytes and {group.RowCount} rows; at most {options.MaxGroupBytes} bytes are read.", "Write smaller row groups, or raise MaxGroupBytes.");
            var (named, letters) = (names is null ? null : await TextsAsync(path, group, names, ct), await TextsAsync(path, group, sequences, ct));
            for (var at = 0; at < letters.Length; at++)
                yield return new(named?[at] ?? "", Present(path, ++row, options.SequenceColumn, letters[at]));
        }
    }

    private static async Task<ParquetReader> OpenAsync(Stream file, string path, CancellationToken ct)
    {
        try
        {
            return await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw TableFault.At(path, "Parquet", $"This is no readable Parquet file ({error.Message})", cause: error);
        }
    }

    private static async Task<string?[]> TextsAsync(string path, ParquetRowGroupReader group, DataField field, CancellationToken ct)
    {
        try
        {
            if (await group.ReadRawColumnDataBaseAsync(field, ct) is not RawColumnData<ReadOnlyMemory<char>> raw)
                throw NoTexts(path, field);
            var texts = new string?[(int)group.RowCount];
            // Absent values take no place among the values.
            var defined = field.MaxDefinitionLevel > 0 ? raw.DefinitionLevels.ToArray() : null;
            for (var (row, at) = (0, 0); row < texts.Length; row++)
                texts[row] = defined is null || defined[row] == field.MaxDefinitionLevel ? raw.Values[at++].ToString() : null;
            return texts;
        }
        catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
        {
            throw TableFault.At(path, field.Path.ToString(), $"The column cannot be read ({error.Message})", cause: error);
        }
    }

    private static DataField Field(string path, DataField[] fields, string name)
    {
        var field = fields[Find(path, [.. fields.Select(field => field.Path.ToString())], name)];
        return field.MaxRepetitionLevel == 0 ? field : throw NoTexts(path, field);
    }

    private static InvalidFileException NoTexts(string path, DataField field) =>
        TableFault.At(path, field.Path.ToString(), "The column holds no texts.", "Name a column with one text in each row.");

    private static int Find(string path, IReadOnlyList<string> columns, string name)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            if (columns[column] == name)
                return column;
        }
        throw TableFault.At(path, name, "The table has no such column.", $"Name one of: {FaultSite.Short(string.Join(", ", columns))}.");
    }

    private static string Present(string path, long row, string column, string? sequence) =>
        string.IsNullOrEmpty(sequence) ? throw TableFault.At(path, $"row {row}, {column}", "The row has no sequence.", "Leave the row out, or write its sequence.") : sequence;
}
