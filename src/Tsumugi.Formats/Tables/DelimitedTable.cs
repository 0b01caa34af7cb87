using System.Globalization;
using System.IO.Compression;

namespace Tsumugi.Formats.Tables;

/// <summary>Comma- or tabulator-separated text (RFC 4180), plain or gzip; the first record names the columns.</summary>
internal sealed class DelimitedTable(string name, Stream file) : ITable
{
    /// <summary>Records looked at to tell what a column holds.</summary>
    private const int Sample = 500;

    /// <summary>Bytes looked through for one page of a search.</summary>
    private const long MostScanned = 32L << 20;

    private const int MostColumns = 5000;

    public async Task<TableShape> DescribeAsync(string? part, CancellationToken ct)
    {
        var (header, records) = await BeginAsync(ct);
        var guesses = header.Select(_ => new TypeGuess()).ToList();
        for (var i = 0; i < Sample && await records.NextAsync(ct) is { } record; i++)
        {
            for (var column = 0; column < Math.Min(record.Count, guesses.Count); column++)
                guesses[column].See(record[column]);
        }

        return new(null, [], [.. header.Select((title, i) => new TableColumn(title, "text", guesses[i].Meaning))], null, []);
    }

    public async Task<TablePage> ReadAsync(TableAsk ask, CancellationToken ct)
    {
        var (header, records) = await BeginAsync(ct);
        var filters = TableCell.Bind(name, [.. header.Select(title => new TableColumn(title, "text", "Text"))], ask.Filters);
        if (ask.At > 0)
            await records.GoToAsync(ask.At, ct);
        var begun = records.Position;
        var rows = new List<IReadOnlyList<string?>>();
        while (rows.Count < ask.Count && records.Position - begun < MostScanned)
        {
            if (await records.NextAsync(ct) is not { } record)
                return new(rows, null);
            if (filters.All(filter => TableCell.Fits(record.ElementAtOrDefault(filter.Column), filter.Filter)))
                rows.Add([.. header.Select((_, i) => i < record.Count ? TableCell.Cut(record[i]) : null)]);
        }

        return new(rows, await records.AtEndAsync(ct) ? null : records.Position);
    }

    private async Task<(IReadOnlyList<string> Header, DelimitedRecords Records)> BeginAsync(CancellationToken ct)
    {
        var compressed = TableFiles.IsCompressed(name);
        if (file.CanSeek)
            file.Position = 0;
        var records = new DelimitedRecords(name, compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file, !compressed && file.CanSeek, TableFiles.DelimiterOf(name));
        var header = await records.NextAsync(ct) ?? throw TableFault.At(name, "header", "The file is empty.");
        if (header.Count > MostColumns)
            throw TableFault.At(name, "header", $"It has {header.Count} columns; at most {MostColumns} are shown.");

        // Columns without a name, or with one twice, are still told apart.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return ([.. header.Select((title, i) => Unique(title.Length == 0 ? $"column {i + 1}" : title, taken))], records);
    }

    private static string Unique(string title, HashSet<string> taken)
    {
        var chosen = title;
        for (var again = 2; !taken.Add(chosen); again++)
            chosen = $"{title} ({again})";
        return chosen;
    }

    /// <summary>What all values of a column could be; empty cells say nothing.</summary>
    private sealed class TypeGuess
    {
        private bool _integer = true;
        private bool _number = true;
        private bool _flag = true;
        private bool _day = true;
        private bool _any;

        public string Meaning => !_any ? "Text" : _integer ? "Integer" : _number ? "Float" : _flag ? "Boolean" : _day ? "Date" : "Text";

        public void See(string cell)
        {
            if (cell.Length == 0)
                return;
            _any = true;
            _integer &= long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            _number &= double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            _flag &= bool.TryParse(cell, out _);
            _day &= DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }
    }
}
