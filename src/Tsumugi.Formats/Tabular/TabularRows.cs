using Parquet;
using Parquet.Schema;
using Tsumugi.Formats.Gzip;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Tabular;

/// <summary>The cells of a table as text, row after row.</summary>
internal abstract class TabularRows : IAsyncDisposable
{
    private const int MostColumns = 20_000;

    public required IReadOnlyList<string> Names { get; init; }

    /// <returns>As many cells as there are names; null at the end.</returns>
    public abstract ValueTask<IReadOnlyList<string?>?> NextAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    public static async Task<TabularRows> OpenAsync(string path, TabularOptions options, CancellationToken ct)
    {
        TabularRows rows = TableFiles.FormatOf(path) switch
        {
            TableFiles.Delimited => await DelimitedRows.BeginAsync(path, options, ct),
            TableFiles.Parquet => await ParquetRows.BeginAsync(path, ct),
            _ => throw TabularFile.Fault(path, 0, "file name", "This is no table that is read here.", "Use .csv, .tsv (also .gz) or .parquet."),
        };
        var again = rows.Names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (again is null && rows.Names.Count is > 0 and <= MostColumns)
            return rows;
        await rows.DisposeAsync();
        throw TabularFile.Fault(path, 0, again ?? "columns", again is null ? $"It has {rows.Names.Count} columns, where 1 to {MostColumns} are read." : "Two columns have this name.", "Give each column a name of its own.");
    }

    private sealed class DelimitedRows(string path, Stream file, DelimitedRecords records) : TabularRows
    {
        private long _row;

        public static async Task<DelimitedRows> BeginAsync(string path, TabularOptions options, CancellationToken ct)
        {
            var file = GunzippedStream.OpenFile(path);
            var records = new DelimitedRecords(Path.GetFileName(path), file, seeks: false, TableFiles.DelimiterOf(path));
            for (var i = 0; i < options.SkipRecords; i++)
                await records.NextAsync(ct);
            var names = options.Names ?? await records.NextAsync(ct) ?? throw TabularFile.Fault(path, 0, "header", "The file is empty.", "Give a table with a record of names.");
            return new(path, file, records) { Names = names };
        }

        public override async ValueTask<IReadOnlyList<string?>?> NextAsync(CancellationToken ct)
        {
            var cells = await records.NextAsync(ct);
            _row++;
            if (cells is not null && cells.Count != Names.Count)
                throw TabularFile.Fault(path, _row, "record", $"It has {cells.Count} cells beside {Names.Count} names.", "Give every record all cells; if the file has no record of names, state them.");
            return cells;
        }

        public override ValueTask DisposeAsync() => file.DisposeAsync();
    }

    private sealed class ParquetRows(string path, ParquetReader reader, DataField[] fields) : TabularRows
    {
        private const long MostGroupBytes = 1L << 30;

        private ParquetCells[] _columns = [];
        private int _group;
        private int _row;
        private int _rows;

        public static async Task<ParquetRows> BeginAsync(string path, CancellationToken ct)
        {
            try
            {
                var reader = await ParquetReader.CreateAsync(path, cancellationToken: ct);
                var fields = reader.Schema.GetDataFields();
                return new(path, reader, fields) { Names = [.. fields.Select(field => field.Path.ToString())] };
            }
            catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or FileNotFoundException))
            {
                throw TableFault.At(Path.GetFileName(path), "Parquet", $"This is no readable Parquet file ({error.Message})", cause: error);
            }
        }

        public override async ValueTask<IReadOnlyList<string?>?> NextAsync(CancellationToken ct)
        {
            while (_row == _rows)
            {
                if (_group == reader.RowGroupCount)
                    return null;
                await OpenGroupAsync(ct);
            }

            var row = _row++;
            return [.. _columns.Select(column => column.Of(row))];
        }

        public override ValueTask DisposeAsync() => reader.DisposeAsync();

        private async Task OpenGroupAsync(CancellationToken ct)
        {
            using var group = reader.OpenRowGroupReader(_group);
            if (group.RowGroup.TotalByteSize > MostGroupBytes || group.RowCount > int.MaxValue)
                throw TableFault.At(Path.GetFileName(path), $"row group {_group}", $"It has {group.RowGroup.TotalByteSize} bytes; at most {MostGroupBytes} are read.", "Write smaller row groups.");
            (_rows, _row, _columns) = ((int)group.RowCount, 0, new ParquetCells[fields.Length]);
            for (var column = 0; column < fields.Length; column++)
            {
                try
                {
                    _columns[column] = ParquetCells.From(await group.ReadRawColumnDataBaseAsync(fields[column], ct), fields[column], _rows);
                }
                catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
                {
                    throw TableFault.At(Path.GetFileName(path), fields[column].Path.ToString(), $"The column cannot be read ({error.Message})", cause: error);
                }
            }

            _group++;
        }
    }
}
