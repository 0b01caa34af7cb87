namespace Tsumugi.Evaluation.Indicators;

/// <summary>Rows as a table, written while they are read.</summary>
public static class EvidenceCsv
{
    /// <param name="page">Called after the rows of each page.</param>
    public static async Task WriteAsync(TextWriter text, IAsyncEnumerable<EvidencePage> pages, Func<EvidencePage, Task>? page = null)
    {
        await text.WriteAsync("counted,because,at,record,times,institution,project\n");
        await foreach (var one in pages)
        {
            foreach (var row in one.Rows)
                await text.WriteAsync($"{Cell(row.Counted)},{Cell(row.Because)},{row.At:O},{row.Record},{row.Times},{Cell(row.Institution)},{Cell(row.Project)}\n");
            if (page is not null)
                await page(one);
        }
    }

    /// <summary>A cell that a spreadsheet would run is made plain text.</summary>
    private static string? Cell(string? text) => text is { Length: > 0 } && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
}
