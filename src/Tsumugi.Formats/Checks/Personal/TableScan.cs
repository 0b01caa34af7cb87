using System.Text;
using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Looks over the first rows of a table for columns about people.</summary>
internal static class TableScan
{
    public const int MaxRows = 10_000;
    private const long MaxCharacters = 64L << 20;
    private const long MaxRow = 16L << 20;
    private const int MaxColumns = 50_000;

    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    public static void Run(Stream table, char? separator, Place place, Findings findings, CancellationToken ct)
    {
        var head = FileSniffer.ReadHead(table);
        var encoding = IsUtf8(head) ? Encoding.UTF8 : ShiftJis;
        using var reader = new StreamReader(new JoinedStream(head, table), encoding, detectEncodingFromByteOrderMarks: true);
        var rows = new TableRows(reader, separator ?? Separator(head, encoding));
        var tallies = new List<ColumnTally>();
        for (var (row, column) = (0, 0); row < MaxRows && rows.Taken < MaxCharacters && rows.Next(MaxRow, out var endsRow) is { } cell;)
        {
            if (rows.RowLength > MaxRow)
            {
                findings.Add(PersonalRules.RowTooLong.At(place.At($"row {row + 1}")));
                break;
            }
            if (column == tallies.Count && column < MaxColumns)
                tallies.Add(new());
            if (column < tallies.Count)
                tallies[column].Add(cell.Span, row);
            (row, column) = endsRow ? (row + 1, 0) : (row, column + 1);
            if (endsRow)
                ct.ThrowIfCancellationRequested();
        }
        for (var column = 0; column < tallies.Count; column++)
            tallies[column].Report(column + 1, place, findings);
    }

    /// <summary>The head may end within a character.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (var cut = 0; cut < Math.Min(4, head.Length + 1); cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
                return true;
        }
        return false;
    }

    private static char Separator(ReadOnlySpan<byte> head, Encoding encoding)
    {
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            encoding = head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        var text = encoding.GetString(head);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? text : text[..end];
        return ",;\t".MaxBy(candidate => line.Count(c => c == candidate));
    }
}
