using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>Two columns of a Parquet file, a row group at a time.</summary>
public sealed class ParquetLinks : ILinkSource
{
    public string Name => "parquet";

    public IReadOnlyList<string> Endings => [".parquet"];

    public async Task ReadAsync(string path, LinkColumns columns, LinkSink sink, CancellationToken stop)
    {
        var name = Path.GetFileName(path);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        await using var reader = await ParquetTable.OpenAsync(name, file, stop);
        var fields = ParquetTable.AllFields(name, reader);
        var (from, to) = (Place(columns.From), Place(columns.To));
        var row = 0L;
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            if (group.RowCount is < 0 or > int.MaxValue)
                throw sink.Fault(null, "row group", "A row group is larger than can be read.", "Write smaller row groups.");
            var count = (int)group.RowCount;
            var sources = await ParquetTable.ColumnAsync(name, group, fields[from], count, stop);
            var targets = await ParquetTable.ColumnAsync(name, group, fields[to], count, stop);
            for (var at = 0; at < count; at++)
                sink.Add(++row, sources.Of(at), targets.Of(at));
        }

        int Place(string column)
        {
            var names = fields.Select(field => ParquetTable.Column(field).Name).ToList();
            var at = names.IndexOf(column) is >= 0 and var found ? found
                : int.TryParse(column, out var number) ? number - 1 : -1;
            return at >= 0 && at < names.Count ? at : throw sink.Fault(null, column, $"There is no column '{column}'.", $"It has {string.Join(", ", names.Take(50))}.");
        }
    }
}
