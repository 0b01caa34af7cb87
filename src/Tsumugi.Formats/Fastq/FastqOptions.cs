using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fastq;

/// <summary>Caps on what a FASTQ file may ask of the reader.</summary>
public readonly record struct FastqOptions()
{
    public static FastqOptions Default { get; } = new();

    /// <summary>Of the file and its lines. The longest reads have some millions of bases on one line.</summary>
    public TextLimits Text { get; init; } = new() { MaxLineLength = 1 << 26 };

    /// <summary>Bases of a read; it is held in memory.</summary>
    public int MaxReadBases { get; init; } = 1 << 26;

    internal void Validate()
    {
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxReadBases);
    }
}
