using System.Globalization;
using System.Runtime.CompilerServices;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>RIS: lines of a tag of two letters, two spaces, a hyphen, a space and a value; <c>TY</c> begins an entry, <c>ER</c> ends it.</summary>
public sealed class RisFormat : IPublicationFormat
{
    public string Name => "ris";

    public bool Fits(string head) => head.StartsWith("TY  -", StringComparison.Ordinal);

    public async IAsyncEnumerable<ReadEntry> ReadAsync(TextReader source, [EnumeratorCancellation] CancellationToken stop)
    {
        Dictionary<string, string>? fields = null;
        var began = 0;
        await foreach (var (number, text, tooLong) in Lines.OfAsync(source, stop))
        {
            if (TagOf(text) is not { } tag)
                continue;
            var value = text.Length > 6 ? text[6..].Trim() : "";
            if (tag == "TY")
            {
                if (fields is not null)
                    yield return new() { Line = began, Fault = new("ER で終わっていません", "it does not end with ER") };
                (fields, began) = (new(StringComparer.Ordinal), number);
            }
            else if (tag == "ER" && fields is not null)
            {
                yield return Entry(fields, began);
                fields = null;
            }
            else if (fields is not null && !tooLong)
            {
                fields.TryAdd(tag, value);
            }
        }

        if (fields is not null)
            yield return new() { Line = began, Fault = new("ER で終わっていません", "it does not end with ER") };
    }

    private static string? TagOf(string line) => line.Length >= 5 && line[2] == ' ' && line[3] == ' ' && line[4] == '-' ? line[..2] : null;

    private static ReadEntry Entry(Dictionary<string, string> fields, int line)
    {
        string? Of(params string[] tags) => tags.Select(tag => fields.GetValueOrDefault(tag)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

        // YYYY/MM/DD/other, each part but the first may be empty.
        var date = (Of("DA", "PY", "Y1") ?? "").Split('/', '-');
        int? Part(int at) => date.Length > at && int.TryParse(date[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new()
        {
            Line = line,
            Key = Of("ID", "AN") ?? "",
            Doi = Of("DO") ?? Of("M3"),
            Title = Of("TI", "T1"),
            Year = Part(0),
            Month = Part(1),
            Day = Part(2),
        };
    }
}
