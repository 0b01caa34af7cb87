using System.Globalization;

namespace Tsumugi.Formats.Coordinates;

/// <summary>Bases from <see cref="Start"/> up to but without <see cref="End"/>, counted from 0, as BED and array slices count; may be empty.</summary>
public readonly record struct BaseRange
{
    /// <exception cref="ArgumentOutOfRangeException">Start is negative, or End lies before it.</exception>
    public BaseRange(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        (Start, End) = (start, end);
    }

    /// <summary>0-based.</summary>
    public long Start { get; }

    /// <summary>0-based, not within the range.</summary>
    public long End { get; }

    public long Length => End - Start;

    /// <exception cref="InvalidOperationException">The range is empty.</exception>
    public BasePosition First => Length > 0 ? BasePosition.AtOffset(Start) : throw new InvalidOperationException("An empty range has no first base.");

    /// <exception cref="InvalidOperationException">The range is empty.</exception>
    public BasePosition Last => Length > 0 ? BasePosition.AtOffset(End - 1) : throw new InvalidOperationException("An empty range has no last base.");

    /// <summary>Both positions are within the range.</summary>
    public static BaseRange Inclusive(BasePosition first, BasePosition last) => new(first.Offset, last.Number);

    public bool Contains(BasePosition position) => position.Offset >= Start && position.Offset < End;

    public bool Overlaps(BaseRange other) => Start < other.End && other.Start < End;

    /// <summary>The part of a sequence that the range covers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sequence ends before the range.</exception>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(End, sequence.Length, nameof(sequence));
        return sequence[(int)Start..(int)End];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Start}, {End})");
}
