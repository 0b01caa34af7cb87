using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>Checks the nine columns of a feature line and fills the feature.</summary>
internal static class FeatureRow
{
    public static void Read(ReadOnlyMemory<byte> row, Gff3Feature feature, FaultSite site)
    {
        if (feature.Take(row) is var count and not Gff3Feature.ColumnCount)
            throw site.Fault("columns", count == 1 ? $"This is no GFF3 line: it looks like {FileKind.Of(row.Span)}." : $"The line has {(count > Gff3Feature.ColumnCount ? "more" : $"{count}")} columns instead of 9.",
                "Divide nine columns by tabulators: seqid, source, type, start, end, score, strand, phase, attributes.");
        if (feature.Column(0) is [] or [(byte)'.'] or [(byte)'>', ..])
            throw site.Fault("seqid", $"'{Shown(feature.Column(0))}' names no landmark.", "Name the sequence; write %3E for a first '>'.");
        if (feature.TypeBytes is [] or [(byte)'.'])
            throw site.Fault("type", "The feature has no type.", "Write a term of the Sequence Ontology, e.g. gene.");
        feature.Line = site.Line;
        (feature.First, feature.Last) = (Position(feature.Column(3), "start", site), Position(feature.Column(4), "end", site));
        if (feature.Last < feature.First)
            throw site.Fault("end", $"The feature ends at {feature.Last}, before it begins at {feature.First}.",
                "Start is the smaller number on both strands; on a circular landmark add its length to an end past the origin.");
        feature.Score = Score(feature.Column(5), site);
        feature.Strand = Strand(feature.Column(6), site);
        feature.Phase = Phase(feature.Column(7), feature.TypeBytes.SequenceEqual("CDS"u8), site);
        foreach (var attribute in feature.EnumerateAttributes())
        {
            if (!attribute.HasValue || attribute.Tag.IsEmpty)
                throw site.Fault("attributes", attribute.Tag.ContainsAny((byte)'"', (byte)' ')
                    ? $"'{Shown(attribute.Tag)}' is written as in GTF, not GFF3." : $"'{Shown(attribute.Tag)}' is no tag=value.",
                    "Write tag=value pairs divided by ';', and %3B for a semicolon within a value.");
        }
    }

    public static BasePosition Position(ReadOnlySpan<byte> text, string field, FaultSite site) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length && number is >= 1 and < long.MaxValue
            ? new(number)
            : throw site.Fault(field, $"'{Shown(text)}' is no position.", "Write a whole number; the first base is 1.");

    private static double? Score(ReadOnlySpan<byte> text, FaultSite site) => text switch
    {
        [(byte)'.'] => null,
        _ when Utf8Parser.TryParse(text, out double score, out var used) && used == text.Length => score,
        _ => throw site.Fault("score", $"'{Shown(text)}' is no number.", "Write a number, or '.' where there is none."),
    };

    private static Gff3Strand Strand(ReadOnlySpan<byte> text, FaultSite site) => text switch
    {
        [(byte)'.'] => Gff3Strand.None,
        [(byte)'+'] => Gff3Strand.Forward,
        [(byte)'-'] => Gff3Strand.Reverse,
        [(byte)'?'] => Gff3Strand.Unknown,
        _ => throw site.Fault("strand", $"'{Shown(text)}' is no strand.", "Write '+', '-', '?' or '.'."),
    };

    private static int? Phase(ReadOnlySpan<byte> text, bool coding, FaultSite site) => text switch
    {
        [(byte)'0' or (byte)'1' or (byte)'2'] => text[0] - '0',
        [(byte)'.'] when !coding => null,
        [(byte)'.'] => throw site.Fault("phase", "The CDS has no phase.", "Write how many bases (0, 1 or 2) come before the first whole codon."),
        _ => throw site.Fault("phase", $"'{Shown(text)}' is no phase.", "Write 0, 1 or 2 for a CDS, '.' for others."),
    };

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]);
}
