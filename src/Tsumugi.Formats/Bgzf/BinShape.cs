namespace Tsumugi.Formats.Bgzf;

/// <summary>Which bases a bin stands for (SAM specification, section 5.3; CSI 1): each level has eight times as many bins as the one above.</summary>
/// <param name="MinShift">Bases of a smallest bin, as a power of two.</param>
/// <param name="Depth">Levels below the one bin of everything.</param>
internal readonly record struct BinShape(int MinShift, int Depth)
{
    /// <summary>Of BAI and TBI.</summary>
    public static readonly BinShape Classic = new(14, 5);

    /// <summary>What any bases that fit into an index need, and no more than its numbers of bins can hold.</summary>
    public bool IsPossible => MinShift is > 0 and < 32 && Depth is >= 0 and <= 10 && MinShift + (3 * Depth) < 62;

    /// <summary>Not of bases: where the reference's records lie, and how many there are.</summary>
    public uint Counts => First(Depth + 1) + 1;

    public bool Overlaps(uint bin, long start, long end)
    {
        var level = Depth;
        while (bin < First(level))
            level--;
        var shift = MinShift + (3 * (Depth - level));
        var from = (long)(bin - First(level)) << shift;
        return from < end && from + (1L << shift) > start;
    }

    /// <summary>The smallest bin at a base, then those above it.</summary>
    public IEnumerable<uint> Above(long start)
    {
        for (var level = Depth; level >= 0; level--)
        {
            var shift = MinShift + (3 * (Depth - level));
            yield return First(level) + (uint)Math.Min(start >> shift, (1L << (3 * level)) - 1);
        }
    }

    private static uint First(int level) => (uint)(((1L << (3 * level)) - 1) / 7);
}
