using System.Globalization;
using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>Tab-separated lines, plain or gzip. Each has as many columns as the first; lines that begin with # before it are remarks.</summary>
public sealed class TsvLinks : ILinkSource
{
    public string Name => "tsv";

    public IReadOnlyList<string> Endings => [".tsv", ".txt", ".tab", ".tsv.gz", ".txt.gz", ".tab.gz"];

    public async Task ReadAsync(string path, LinkColumns columns, LinkSink sink, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var lines = new TextLines(file, Path.GetFileName(path), new());
        var rows = new Rows(columns, sink);
        while (await lines.FillAsync(stop))
        {
            while (lines.TryTake(out var line))
                rows.Take(lines.Site.Line, line);
        }
    }

    private sealed class Rows(LinkColumns columns, LinkSink sink)
    {
        private bool _header = columns.Header;
        private int _count;
        private int _from;
        private int _to;

        public void Take(long row, ReadOnlySpan<byte> line)
        {
            if (line.IsEmpty || (_count == 0 && line[0] == '#' && !_header))
                return;
            if (_count == 0)
            {
                Begin(row, line);
                if (_header)
                    return;
            }

            Cut(row, line, out var from, out var to);
            sink.Add(row, from, to);
        }

        private void Begin(long row, ReadOnlySpan<byte> line)
        {
            string[] names = Encoding.UTF8.GetString(line).TrimStart('#').Split('\t');
            _count = names.Length;
            (_from, _to) = (Place(columns.From), Place(columns.To));

            int Place(string column)
            {
                if (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _count)
                    return number - 1;
                var at = _header ? Array.FindIndex(names, name => name.Trim() == column) : -1;
                return at >= 0 ? at : throw sink.Fault(row, column, $"There is no column '{column}'; the line has {_count} columns.", "Name a column by its number from 1, or say that there is a header and give its name.");
            }
        }

        private void Cut(long row, ReadOnlySpan<byte> line, out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to)
        {
            from = to = default;
            for (var column = 0; ; column++)
            {
                var tab = line.IndexOf((byte)'\t');
                var cell = tab < 0 ? line : line[..tab];
                if (column == _from)
                    from = cell;
                if (column == _to)
                    to = cell;
                if (tab >= 0)
                {
                    line = line[(tab + 1)..];
                    continue;
                }

                if (column + 1 != _count)
                    throw sink.Fault(row, "columns", $"The line has {column + 1} columns; those before it have {_count}.", "Check whether a column is missing or shifted. Nothing of the file was loaded.");
                return;
            }
        }
    }
}
