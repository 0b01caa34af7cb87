using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fasta;

/// <summary>Caps on what a FASTA file may ask of the reader.</summary>
public readonly record struct FastaOptions()
{
    public static FastaOptions Default { get; } = new();

    /// <summary>Of the file and its header lines. Lines of sequence may be of any length.</summary>
    public TextLimits Text { get; init; } = new();

    /// <summary>Letters of a record; it is held in memory. The longest human chromosome has 249 million.</summary>
    public int MaxRecordLetters { get; init; } = 1 << 30;

    internal void Validate()
    {
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordLetters);
    }
}
