using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Genes;

/// <summary>A run of bases of the record, 1-based and inclusive, read on one strand.</summary>
/// <param name="Low">Lowest base and its mark.</param>
internal readonly record struct CodingSegment(Position Low, Position High, bool Reverse)
{
    public int Length => High.Base - Low.Base + 1;

    public bool Partial5 => (Reverse ? High : Low).Beyond is not null;

    public bool Partial3 => (Reverse ? Low : High).Beyond is not null;

    public CodingSegment Flipped => this with { Reverse = !Reverse };
}

/// <summary>Turns a location into the segments of a coding sequence, 5'→3'.</summary>
internal static class CodingSegments
{
    /// <summary>Null when all is well, else why no coding sequence can be made.</summary>
    public static RefusalReason? Flatten(Location location, List<CodingSegment> segments)
    {
        switch (location)
        {
            case Location.Span(var start, var end):
                segments.Add(new(start, end, Reverse: false));
                return null;
            case Location.Join(var parts):
                foreach (var part in parts)
                {
                    if (Flatten(part, segments) is { } refusal)
                        return refusal;
                }
                return null;
            case Location.Complement(var inner):
                return Flatten(inner, segments, segments.Count);
            case Location.Remote:
                return RefusalReason.RemoteSequence;
            case Location.Order:
                return RefusalReason.UnjoinedOrder;
            default:
                return RefusalReason.UncertainPosition;
        }
    }

    private static RefusalReason? Flatten(Location inner, List<CodingSegment> segments, int first)
    {
        var refusal = Flatten(inner, segments);
        segments.Reverse(first, segments.Count - first);
        for (var i = first; i < segments.Count; i++)
            segments[i] = segments[i].Flipped;
        return refusal;
    }

    /// <summary>Writes the upper-case coding sequence.</summary>
    public static void Copy(ReadOnlySpan<byte> sequence, List<CodingSegment> segments, Span<byte> destination)
    {
        foreach (var segment in segments)
        {
            var bases = sequence.Slice(segment.Low.Base - 1, segment.Length);
            if (segment.Reverse)
                Nucleotide.ReverseComplement(bases, destination);
            else
                bases.CopyTo(destination);
            destination = destination[segment.Length..];
        }
    }

    /// <summary>0-based offset of a base of the record within the coding sequence; null when it is not part of it.</summary>
    public static int? Offset(List<CodingSegment> segments, int position)
    {
        var before = 0;
        foreach (var segment in segments)
        {
            if (position >= segment.Low.Base && position <= segment.High.Base)
                return before + (segment.Reverse ? segment.High.Base - position : position - segment.Low.Base);
            before += segment.Length;
        }
        return null;
    }
}
