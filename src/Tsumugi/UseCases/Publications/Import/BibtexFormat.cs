using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>BibTeX. An entry is taken from its <c>@</c> at the beginning of a line to the line before the next one, so that a broken entry ends with itself.</summary>
public sealed partial class BibtexFormat : IPublicationFormat
{
    private const int MostEntry = 1 << 20;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public string Name => "bibtex";

    public bool Fits(string head) => head.StartsWith('@') || head.StartsWith('%') || Beginning().IsMatch(head);

    public async IAsyncEnumerable<ReadEntry> ReadAsync(TextReader source, [EnumeratorCancellation] CancellationToken stop)
    {
        var (text, began, tooLong) = (new StringBuilder(), 0, false);
        await foreach (var (number, line, isCut) in Lines.OfAsync(source, stop))
        {
            if (line.TrimStart().StartsWith('@') && Beginning().IsMatch(line))
            {
                if (text.Length > 0 && Entry(text.ToString(), began, tooLong) is { } entry)
                    yield return entry;
                text.Clear();
                (began, tooLong) = (number, false);
            }

            if (began == 0)
                continue;
            tooLong |= isCut || text.Length + line.Length > MostEntry;
            if (!tooLong)
                text.Append(line).Append('\n');
        }

        if (text.Length > 0 && Entry(text.ToString(), began, tooLong) is { } last)
            yield return last;
    }

    /// <returns>Null for what is no publication: comments, preambles, abbreviations.</returns>
    private static ReadEntry? Entry(string text, int line, bool tooLong)
    {
        var reader = new BibtexReader(text);
        if (reader.Type is "comment" or "preamble" or "string")
            return null;
        if (tooLong)
            return new() { Line = line, Fault = new($"{MostEntry >> 20} MB を超えています", $"it is larger than {MostEntry >> 20} MB") };
        if (reader.Fault is { } fault)
            return new() { Line = line + reader.LineOfFault, Key = reader.Key, Fault = fault };
        string? Of(string name) => reader.Fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var date = (Of("date") ?? "").Split('-');
        int? Part(int at) => date.Length > at && int.TryParse(date[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new()
        {
            Line = line,
            Key = reader.Key,
            Doi = Of("doi") ?? (Of("url") is { } url && url.Contains("doi.org/", StringComparison.OrdinalIgnoreCase) ? url : null),
            Title = Of("title"),
            Year = Part(0) ?? (int.TryParse(Of("year"), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null),
            Month = Part(1) ?? MonthOf(Of("month")),
            Day = Part(2) ?? (int.TryParse(Of("day"), NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : null),
        };
    }

    private static int? MonthOf(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        var at = text is { Length: >= 3 } ? Array.IndexOf(Months, text[..3].ToLowerInvariant()) : -1;
        return at < 0 ? null : at + 1;
    }

    [GeneratedRegex(@"^\s*@\s*[A-Za-z]+\s*[{(]", RegexOptions.NonBacktracking)]
    private static partial Regex Beginning();
}
