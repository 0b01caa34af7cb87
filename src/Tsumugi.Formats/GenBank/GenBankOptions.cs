using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Caps on what a file may ask of the reader. A file beyond one is refused; raise it to read on.</summary>
public readonly record struct GenBankOptions()
{
    public static GenBankOptions Default { get; } = new();

    /// <summary>Of the file and its lines. GenBank's own lines have 80 bytes; it packs to about a quarter.</summary>
    public TextLimits Text { get; init; } = new() { MaxBytes = 16L << 30, MaxExpansion = 100 };

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
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBases);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFeatureBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLocationLength);
    }
}
