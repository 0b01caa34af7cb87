using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Sequences;

/// <summary>Which columns of a table hold sequences, and caps on what a file may ask of the reader.</summary>
public readonly record struct SequenceOptions()
{
    public static SequenceOptions Default { get; } = new();

    /// <summary>Column of a table that names its sequences; null where none does.</summary>
    public string? NameColumn { get; init; } = "id";

    public string SequenceColumn { get; init; } = "sequence";

    /// <summary>Of a text file and its lines.</summary>
    public TextLimits Text { get; init; } = new() { MaxLineLength = 1 << 26 };

    /// <summary>Letters of a record of FASTA or FASTQ.</summary>
    public int MaxLetters { get; init; } = 1 << 29;

    /// <summary>Bytes of a row group of Parquet, uncompressed; the two columns of one are held in memory.</summary>
    public long MaxGroupBytes { get; init; } = 1L << 30;

    internal void Validate()
    {
        Text.Validate();
        ArgumentException.ThrowIfNullOrEmpty(SequenceColumn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLetters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxGroupBytes);
    }
}
