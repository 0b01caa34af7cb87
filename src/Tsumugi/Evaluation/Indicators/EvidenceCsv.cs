namespace Tsumugi.Evaluation.Indicators;

/// <summary>Rows as a table, written while they are read.</summary>
public static class EvidenceCsv
{
    public static async Task WriteAsync(TextWriter text, IAsyncEnumerable<EvidencePage> pages)
    {
        await text.WriteAsync("counted,because,at,record,times,institution,project\n");
        await foreach (var page in pages)
        {
            foreach (var row in page.Rows)
                await text.WriteAsync($"{Cell(row.Counted)},{Cell(row.Because)},{row.At:O},{row.Record},{row.Times},{Cell(row.Institution)},{Cell(row.Project)}\n");
        }
    }

    /// <summary>A cell that a spreadsheet would run is made plain text.</summary>
    private static string? Cell(string? text) => text is { Length: > 0 } && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
}
