using System.Text;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Gff3;

/// <summary>A feature with all lines that are parts of it, kept beyond the reader's next call.</summary>
public sealed class SplicedFeature
{
    private readonly List<Part> _parts = [];
    private readonly string _file;

    internal SplicedFeature(string file, Gff3Feature first, IReadOnlyList<string?> kept)
    {
        (_file, SequenceId, Line, Kept) = (file, first.SequenceId, first.Line, kept);
        Add(first);
    }

    /// <summary>The landmark.</summary>
    public string SequenceId { get; }

    /// <summary>1-based line of its first part.</summary>
    public long Line { get; }

    /// <summary>The lowest base of all parts, 1-based.</summary>
    public long First => _parts.Min(part => part.First);

    /// <summary>The highest base of all parts, 1-based.</summary>
    public long Last => _parts.Max(part => part.Last);

    /// <summary>Values of the attributes that were asked for, of its first part; null where it lacks one.</summary>
    public IReadOnlyList<string?> Kept { get; }

    /// <summary>The bases 5'→3' in upper case, parts joined in the order of the strand (in that of the file where parts lie on both), a CDS from its first whole codon on.</summary>
    /// <param name="landmark">The whole sequence, upper or lower case.</param>
    /// <param name="isCircular">Ends past its length go on at its beginning.</param>
    /// <exception cref="InvalidFileException">A part lies outside the landmark.</exception>
    public string Bases(ReadOnlySpan<byte> landmark, bool isCircular)
    {
        var parts = Ordered();
        var bases = new byte[checked((int)parts.Sum(part => part.Last - part.First + 1))];
        var rest = bases.AsSpan();
        foreach (var part in parts)
        {
            var piece = rest[..(int)(part.Last - part.First + 1)];
            Copy(landmark, part, isCircular, piece);
            if (part.Strand == Gff3Strand.Reverse)
                Turn(piece);
            rest = rest[piece.Length..];
        }

        return Encoding.ASCII.GetString(bases.AsSpan(Math.Min(bases.Length, parts[0].Phase)));
    }

    internal void Add(Gff3Feature part)
    {
        if (part.SequenceId != SequenceId)
            throw Fault(part.Line, "seqid", $"This part of the feature on line {Line} is on {part.SequenceId}, and the others on {SequenceId}.", "Give features of different sequences different IDs.");
        _parts.Add(new(part.First.Number, part.Last.Number, part.Strand, part.Phase ?? 0, part.Line));
    }

    private List<Part> Ordered() => _parts.All(part => part.Strand == Gff3Strand.Reverse) ? [.. _parts.OrderByDescending(part => part.First)]
        : _parts.Any(part => part.Strand == Gff3Strand.Reverse) ? _parts
        : [.. _parts.OrderBy(part => part.First)];

    private void Copy(ReadOnlySpan<byte> landmark, Part part, bool isCircular, Span<byte> to)
    {
        if (part.First > landmark.Length || part.Last > (isCircular ? 2L : 1L) * landmark.Length)
        {
            throw Fault(part.Line, "end", $"The feature ends at base {part.Last} of {SequenceId}, which has {landmark.Length}.",
                isCircular ? "Give the sequence that the features were written for." : "Give the sequence that the features were written for, or mark a circular one by Is_circular=true.");
        }

        var straight = landmark[(int)(part.First - 1)..(int)Math.Min(part.Last, landmark.Length)];
        Ascii.ToUpper(straight, to, out _);
        Ascii.ToUpper(landmark[..(to.Length - straight.Length)], to[straight.Length..], out _);
    }

    private static void Turn(Span<byte> bases)
    {
        bases.Reverse();
        foreach (ref var letter in bases)
            letter = Nucleotide.Complement(letter);
    }

    private InvalidFileException Fault(long line, string field, string problem, string remedy) => new(new() { File = _file, Line = line, Field = field, Problem = problem, Remedy = remedy });

    private sealed record Part(long First, long Last, Gff3Strand Strand, int Phase, long Line);
}
