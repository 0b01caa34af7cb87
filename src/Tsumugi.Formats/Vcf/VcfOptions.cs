using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Caps on what a VCF file may ask of the reader.</summary>
public readonly record struct VcfOptions()
{
    public static VcfOptions Default { get; } = new();

    /// <summary>Of the file and its lines: half a million individuals with four fields each take some 20 MB.</summary>
    public TextLimits Text { get; init; } = new() { MaxLineLength = 1 << 26 };

    /// <summary>Bytes of the header, its samples apart; it is held in memory.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 28;

    /// <summary>Alleles of one genotype, at most 127.</summary>
    public int MaxPloidy { get; init; } = 64;

    internal void Validate()
    {
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHeaderBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPloidy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPloidy, sbyte.MaxValue);
    }
}
