namespace Tsumugi.Formats.Text;

/// <summary>Caps on what a text file may ask of its reader. A file beyond one is refused; raise it to read on.</summary>
public readonly record struct TextLimits()
{
    /// <summary>Bytes of a line; the buffer holds at most four times as many.</summary>
    public int MaxLineLength { get; init; } = 1 << 20;

    /// <summary>Bytes of the whole file, uncompressed.</summary>
    public long MaxBytes { get; init; } = 1L << 40;

    /// <summary>Uncompressed bytes for each compressed byte. Deflate itself cannot exceed 1,032.</summary>
    public int MaxExpansion { get; init; } = 1_032;

    /// <summary>Uncompressed bytes below which <see cref="MaxExpansion"/> is not looked at.</summary>
    public long ExpansionAllowance { get; init; } = 64 << 20;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLineLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLineLength, 1 << 28);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxExpansion);
        ArgumentOutOfRangeException.ThrowIfNegative(ExpansionAllowance);
    }
}
