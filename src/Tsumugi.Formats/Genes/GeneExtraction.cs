using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>Makes a gene of each CDS that states a translation, and reports how the bases bear it out.</summary>
public sealed class GeneExtraction(string file, QualityReportBuilder report)
{
    private readonly List<CodingSegment> _segments = [];
    private byte[] _bases = [];
    private byte[] _protein = [];
    private byte[] _translation = [];

    /// <summary>Enters a record into the report; its features follow.</summary>
    public void Begin(GenBankRecord record) => report.Add(record);

    /// <summary>Null when the feature is no CDS, states no translation or is refused.</summary>
    /// <exception cref="InvalidFileException">The record has no sequence to take the coding DNA from.</exception>
    public Gene? Extract(GenBankRecord record, GenBankFeature feature)
    {
        if (!feature.Key.SequenceEqual("CDS"u8))
            return null;
        report.AddCodingSequence();
        if (!feature.Has("translation"u8))
        {
            report.AddWithoutTranslation(feature.Has("pseudo"u8) || feature.Has("pseudogene"u8));
            return null;
        }
        if (!record.HasSequence)
            throw WithoutSequence(record, feature);
        if (Prepare(record, feature, out var table, out var codonStart) is { } refusal)
        {
            report.Add(new RefusedCodingSequence(Short(Tag(record, feature)), Short(record.Name), Short(Text(feature.Location)), feature.Line, refusal));
            return null;
        }
        return Build(record, feature, table, codonStart);
    }

    /// <summary>Fills the segments and the upper-case protein.</summary>
    private RefusalReason? Prepare(GenBankRecord record, GenBankFeature feature, out int table, out int codonStart)
    {
        _segments.Clear();
        table = codonStart = 1;
        if (CodingSegments.Flatten(LocationParser.Parse(feature.Location, out _)!, _segments) is { } refusal)
            return refusal;
        if (_segments.Sum(segment => (long)segment.Length) > 2L * record.Sequence.Length)
            return RefusalReason.RepeatedBases;
        if (feature.Has("codon_start"u8) && (!Number(feature.Value("codon_start"u8), out codonStart) || codonStart is < 1 or > 3))
            return RefusalReason.CodonStart;
        if (feature.Has("transl_table"u8) && !Number(feature.Value("transl_table"u8), out table))
            return RefusalReason.TranslationTable;
        return ReadProtein(feature.Value("translation"u8)) ? null : RefusalReason.ProteinLetters;
    }

    private Gene Build(GenBankRecord record, GenBankFeature feature, int table, int codonStart)
    {
        var bases = ReadBases(record);
        var frame = new ReadingFrame(codonStart, _segments[0].Partial5, _segments[^1].Partial3);
        var cds = new CodingSequence
        {
            Bases = bases,
            Protein = _protein,
            Table = table,
            Frame = frame,
            Exceptions = Exceptions(feature, codonStart),
            Slips = feature.Has("ribosomal_slippage"u8),
            Declared = feature.Has("exception"u8),
        };
        var finding = TranslationCheck.Of(cds, Room(ref _translation, bases.Length / 3 + 1));
        var gene = Gene(record, feature, cds);
        report.Add(gene, finding.AlternativeStart, finding.MissingStop);
        if (finding.Differs)
            report.Add(new TranslationDifference(Short(gene.LocusTag), Short(gene.Record), Short(gene.Location), feature.Line, finding.Reasons, finding.Words));
        return gene;
    }

    private Gene Gene(GenBankRecord record, GenBankFeature feature, in CodingSequence cds)
    {
        var protein = Text(cds.Protein);
        return new()
        {
            LocusTag = Tag(record, feature),
            Record = record.Name,
            Start = _segments.Min(segment => segment.Low.Base),
            End = _segments.Max(segment => segment.High.Base),
            // A trans-spliced gene has parts on both strands; its first part decides.
            Strand = _segments[0].Reverse ? "-" : "+",
            Location = Text(feature.Location),
            CodingDna = Text(cds.Bases),
            Protein = protein,
            Product = feature.Text("product"u8),
            ProteinId = feature.Text("protein_id"u8),
            CrossReferences = string.Join(';', feature.Texts("db_xref"u8)),
            TranslationTable = cds.Table,
            CodonStart = cds.Frame.CodonStart,
            Partial = cds.Frame.Partial5 || cds.Frame.Partial3,
            Split = GeneSplit.Of(protein),
        };
    }

    private ReadOnlySpan<byte> ReadBases(GenBankRecord record)
    {
        var bases = Room(ref _bases, _segments.Sum(segment => segment.Length));
        CodingSegments.Copy(record.Sequence, _segments, bases);
        return bases;
    }

    private bool ReadProtein(ReadOnlySpan<byte> stated)
    {
        // Some programs write the stop.
        stated = stated.TrimEnd((byte)'*');
        _protein = new byte[stated.Length];
        Ascii.ToUpper(stated, _protein, out _);
        return stated.Length > 0 && _protein.AsSpan().IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0;
    }

    private List<TranslationException> Exceptions(GenBankFeature feature, int codonStart)
    {
        var exceptions = new List<TranslationException>();
        foreach (var text in feature.Texts("transl_except"u8))
        {
            if (TranslationException.Parse(text, _segments, codonStart) is { } exception)
                exceptions.Add(exception);
        }
        return exceptions;
    }

    private static string Tag(GenBankRecord record, GenBankFeature feature)
    {
        if (feature.Text("locus_tag"u8) is { Length: > 0 } tag)
            return tag;
        return feature.Text("protein_id"u8) is { Length: > 0 } id ? id : $"{record.Name}:{Text(feature.Location)}";
    }

    private InvalidFileException WithoutSequence(GenBankRecord record, GenBankFeature feature) => new(new()
    {
        File = file,
        Line = feature.Line,
        Field = "ORIGIN",
        Problem = FaultSite.Short(record.HasContig
            ? $"Record {record.Name} names only the pieces of its sequence (CONTIG), but has coding sequences to extract."
            : $"Record {record.Name} has coding sequences to extract, but no sequence."),
        Remedy = "Download it with its sequence, e.g. as 'GenBank (full)'.",
    });

    private static bool Number(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, 2 * buffer.Length)];
        return buffer.AsSpan(0, length);
    }

    /// <summary>The report lists many; a location of a megabyte must not be in it a hundred thousand times.</summary>
    private static string Short(string text) => FaultSite.Short(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
