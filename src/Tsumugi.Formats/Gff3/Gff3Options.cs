using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>Caps on what a GFF3 file may ask of the reader.</summary>
public readonly record struct Gff3Options()
{
    public static Gff3Options Default { get; } = new();

    /// <summary>Of the file and its lines.</summary>
    public TextLimits Text { get; init; } = new();

    /// <summary>Bytes of all directives, with 128 for each; they are held in memory.</summary>
    public int MaxDirectiveBytes { get; init; } = 1 << 28;

    /// <summary>Letters of a record of the FASTA section.</summary>
    public int MaxRecordLetters { get; init; } = FastaOptions.Default.MaxRecordLetters;

    internal void Validate()
    {
        Text.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxDirectiveBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordLetters);
    }
}
