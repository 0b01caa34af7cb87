using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>The bases of any feature of GenBank records.</summary>
/// <param name="file">For errors.</param>
public sealed class FeatureBases(string file)
{
    private readonly List<CodingSegment> _segments = [];

    /// <returns>5'→3', upper case, parts joined as the location joins them, a CDS from its first whole codon on; null where the location names no definite bases of the record, or names them again and again.</returns>
    /// <exception cref="InvalidFileException">The record has no sequence, or the CDS a wrong /codon_start.</exception>
    public string? Of(GenBankRecord record, GenBankFeature feature)
    {
        if (!record.HasSequence)
            throw Fault(feature.Line, "ORIGIN", $"Record {record.Name} has features to read, but no sequence.", "Download it with its sequence, e.g. as 'GenBank (full)'.");
        _segments.Clear();
        if (CodingSegments.Flatten(LocationParser.Parse(feature.Location, out _)!, _segments) is not null)
            return null;
        var length = _segments.Sum(segment => (long)segment.Length);
        if (length > 2L * record.Sequence.Length)
            return null;
        var bases = new byte[length];
        CodingSegments.Copy(record.Sequence, _segments, bases);
        return Encoding.ASCII.GetString(bases.AsSpan(Math.Min(bases.Length, Before(feature))));
    }

    /// <summary>Bases before the first whole codon.</summary>
    private int Before(GenBankFeature feature)
    {
        if (!feature.Key.SequenceEqual("CDS"u8) || !feature.Has("codon_start"u8))
            return 0;
        var text = feature.Value("codon_start"u8);
        return Utf8Parser.TryParse(text, out int start, out var used) && used == text.Length && start is >= 1 and <= 3
            ? start - 1
            : throw Fault(feature.Line, "CDS/codon_start", $"'{feature.Text("codon_start"u8)}' is no base of a codon.", "Write 1, 2 or 3.");
    }

    private InvalidFileException Fault(long line, string field, string problem, string remedy) =>
        new(new() { File = file, Line = line, Field = field, Problem = FaultSite.Short(problem), Remedy = remedy });
}
