namespace Tsumugi.Formats.GenBank;

/// <summary>Caps on what a file may ask of the reader. A file beyond one is refused; raise it to read on.</summary>
public readonly record struct GenBankOptions()
{
    public static GenBankOptions Default { get; } = new();

    /// <summary>Bytes of a line. The format's own lines have 80.</summary>
    public int MaxLineLength { get; init; } = 1 << 20;

    /// <summary>Bytes of the whole file, uncompressed.</summary>
    public long MaxBytes { get; init; } = 16L << 30;

    /// <summary>Uncompressed bytes for each compressed byte. GenBank packs to about a quarter.</summary>
    public int MaxExpansion { get; init; } = 100;

    /// <summary>Uncompressed bytes below which <see cref="MaxExpansion"/> is not looked at.</summary>
    public long ExpansionAllowance { get; init; } = 64 << 20;

    /// <summary>Bases of a record; it is held in memory. The longest human chromosome has 249 million.</summary>
    public int MaxRecordBases { get; init; } = 1 << 29;

    /// <summary>Features of a record.</summary>
    public int MaxFeatures { get; init; } = 1_000_000;

    /// <summary>Bytes of a record's feature table (qualifiers and locations); it is held in memory.</summary>
    public int MaxFeatureBytes { get; init; } = 1 << 28;

    /// <summary>Bytes of a location. A join of a thousand parts takes about 20,000.</summary>
    public int MaxLocationLength { get; init; } = 1 << 20;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLineLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxExpansion);
        ArgumentOutOfRangeException.ThrowIfNegative(ExpansionAllowance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBases);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFeatureBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLocationLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLineLength, 1 << 28);
    }
}
