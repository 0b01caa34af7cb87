using System.Globalization;

namespace Tsumugi.Formats.Coordinates;

/// <summary>A base or residue counted from 1, as GFF3, VCF and GenBank count. It turns into a 0-based number only by <see cref="Offset"/>.</summary>
public readonly record struct BasePosition : IComparable<BasePosition>
{
    // The default value is the first base, never an impossible one.
    private readonly long _offset;

    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public BasePosition(long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        _offset = number - 1;
    }

    /// <summary>1 for the first base.</summary>
    public long Number => _offset + 1;

    /// <summary>0 for the first base.</summary>
    public long Offset => _offset;

    /// <param name="offset">0 for the first base.</param>
    public static BasePosition AtOffset(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfEqual(offset, long.MaxValue);
        return new(offset + 1);
    }

    public static bool operator <(BasePosition left, BasePosition right) => left._offset < right._offset;
    public static bool operator <=(BasePosition left, BasePosition right) => left._offset <= right._offset;
    public static bool operator >(BasePosition left, BasePosition right) => left._offset > right._offset;
    public static bool operator >=(BasePosition left, BasePosition right) => left._offset >= right._offset;

    public int CompareTo(BasePosition other) => _offset.CompareTo(other._offset);

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
