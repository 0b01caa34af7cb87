using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Caps on what a VCF file may ask of the reader.</summary>
public readonly record struct VcfOptions()
{
    public static VcfOptions Default { get; } = new();

    /// <summary>Of the file and its lines: half a million individuals with four fields each take some 20 MB.</summary>
    public TextLimits Text { get; init; } = new() { MaxLineLength = 1 << 26 };

    /// <summary>Bytes of the header's lines, with 128 for each, the line of samples apart; they are held in memory.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 28;

    /// <summary>Alleles of one genotype, at most 127.</summary>
    public int MaxPloidy { get; init; } = 64;

    /// <summary>Allele codes of one variant: individuals times the largest ploidy among them.</summary>
    public int MaxAlleles { get; init; } = 1 << 27;

    internal void Validate()
    {
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHeaderBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPloidy);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPloidy, sbyte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAlleles);
    }
}
