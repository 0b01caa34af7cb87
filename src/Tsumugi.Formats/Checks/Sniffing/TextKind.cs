using System.Text;

namespace Tsumugi.Formats.Checks.Sniffing;

/// <summary>Kinds of text: by how they begin, else by their name, else by how their first lines are divided.</summary>
internal static class TextKind
{
    private static readonly (string Begin, FileKind Kind)[] Begins =
    [
        ("##fileformat=VCF", FileKind.Vcf),
        ("##gff-version", FileKind.Gff),
        ("LOCUS   ", FileKind.GenBank),
        ("@HD\t", FileKind.Sam), ("@SQ\t", FileKind.Sam), ("@RG\t", FileKind.Sam), ("@PG\t", FileKind.Sam), ("@CO\t", FileKind.Sam),
        (">", FileKind.Fasta),
    ];

    private static readonly (string Ending, FileKind Kind)[] Endings =
    [
        (".csv", FileKind.Csv), (".tsv", FileKind.Tsv), (".tab", FileKind.Tsv), (".sam", FileKind.Sam), (".vcf", FileKind.Vcf),
        (".gff", FileKind.Gff), (".gff3", FileKind.Gff), (".gtf", FileKind.Gff),
    ];

    public static FileKind Of(ReadOnlySpan<byte> head, string path)
    {
        if (!IsText(head))
            return FileKind.Unknown;
        // Latin-1 takes any byte; only ASCII is looked for.
        var text = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? Utf16(head) : Encoding.Latin1.GetString(head);
        text = text.TrimStart('\u00EF', '\u00BB', '\u00BF', '\uFEFF', ' ', '\r', '\n');
        foreach (var (begin, kind) in Begins)
        {
            if (text.StartsWith(begin, StringComparison.Ordinal))
                return kind;
        }
        if (IsFastq(text))
            return FileKind.Fastq;
        foreach (var (ending, kind) in Endings)
        {
            if (FileSniffer.HasEnding(path, ending))
                return kind;
        }
        if (text is ['{', ..] || text is ['[', ..])
            return FileKind.Json;
        return Divided(text, '\t') ? FileKind.Tsv : Divided(text, ',') ? FileKind.Csv : FileKind.Text;
    }

    /// <summary>No control characters but those of layout; bytes above ASCII are letters of some encoding.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return true;
        return head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)26) < 0 && head.IndexOf((byte)127) < 0;
    }

    private static string Utf16(ReadOnlySpan<byte> head) =>
        (head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(head[..(head.Length & ~1)]);

    private static bool IsFastq(string text) => text is ['@', ..] && text.Split('\n', 4) is [_, _, ['+', ..], ..];

    /// <summary>Two or more lines, each divided into the same number of columns, more than one.</summary>
    private static bool Divided(string text, char by)
    {
        var lines = text.Split('\n');
        // The last line may be cut off by the end of the head.
        var counts = lines.Take(Math.Min(20, lines.Length - 1)).Select(line => line.AsSpan().Count(by)).ToList();
        return counts.Count >= 2 && counts[0] > 0 && counts.TrueForAll(count => count == counts[0]);
    }
}
