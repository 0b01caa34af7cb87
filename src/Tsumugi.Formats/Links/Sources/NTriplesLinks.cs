using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>RDF as N-Triples, plain or gzip: the subject is linked to the object, by one predicate or by all.</summary>
/// <remarks>RDF 1.1 N-Triples. Blank nodes are no identifiers, so their triples are passed over.</remarks>
public sealed class NTriplesLinks : ILinkSource
{
    public string Name => "n-triples";

    public IReadOnlyList<string> Endings => [".nt", ".nt.gz"];

    public async Task ReadAsync(string path, LinkColumns columns, LinkSink sink, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var lines = new TextLines(file, Path.GetFileName(path), new());
        var wanted = columns.Predicate is { } predicate ? Encoding.UTF8.GetBytes(predicate) : null;
        while (await lines.FillAsync(stop))
        {
            while (lines.TryTake(out var line))
                Take(sink, lines.Site.Line, line, wanted);
        }
    }

    private static void Take(LinkSink sink, long row, ReadOnlySpan<byte> line, byte[]? wanted)
    {
        var rest = line.Trim(" \t"u8);
        if (rest.IsEmpty || rest[0] == '#')
            return;
        var subject = Term(sink, row, "subject", ref rest);
        var predicate = Term(sink, row, "predicate", ref rest);
        var @object = Term(sink, row, "object", ref rest);
        if (!rest.StartsWith("."u8) || predicate.IsEmpty)
            throw sink.Fault(row, "triple", "The line is not a triple of subject, predicate and object with a full stop.", "Give N-Triples; Turtle and RDF/XML can be converted to it.");
        if (wanted is null || predicate.SequenceEqual(wanted))
            sink.Add(row, subject, @object);
    }

    /// <returns>An address or a literal's text; empty for a blank node.</returns>
    private static ReadOnlySpan<byte> Term(LinkSink sink, long row, string field, ref ReadOnlySpan<byte> rest)
    {
        var (open, end) = rest.IsEmpty ? ((byte)0, -1) : rest[0] switch
        {
            (byte)'<' => ((byte)'<', rest.IndexOf((byte)'>')),
            (byte)'"' => ((byte)'"', Quote(rest)),
            (byte)'_' => ((byte)'_', rest.IndexOfAny((byte)' ', (byte)'\t')),
            _ => ((byte)0, -1),
        };
        if (end < 0)
            throw sink.Fault(row, field, "It is neither an address in <>, a text in quotation marks nor a blank node.", "Give N-Triples, a triple on each line.");
        var text = open == '_' ? default : rest[1..end];
        rest = rest[(open == '_' ? end : end + 1)..];
        if (open == '"' && rest.Length > 0 && rest[0] is (byte)'^' or (byte)'@')
            rest = rest[0] == '^' && rest.IndexOf((byte)'>') is >= 0 and var type ? rest[(type + 1)..] : rest.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var space ? rest[space..] : default;
        rest = rest.TrimStart(" \t"u8);
        return text.Contains((byte)'\\') ? Unescape(sink, row, field, text) : text;
    }

    private static int Quote(ReadOnlySpan<byte> rest)
    {
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '\\')
                at++;
            else if (rest[at] == '"')
                return at;
        }

        return -1;
    }

    private static byte[] Unescape(LinkSink sink, long row, string field, ReadOnlySpan<byte> text)
    {
        try
        {
            return Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Unescape(Encoding.UTF8.GetString(text)));
        }
        catch (Exception error) when (error is System.Text.RegularExpressions.RegexParseException or ArgumentException)
        {
            throw sink.Fault(row, field, "An escape in it is not understood.", "Escape characters as N-Triples does.", error);
        }
    }
}
