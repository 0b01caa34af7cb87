namespace Tsumugi.Formats.Fasta;

/// <summary>A sequence of a FASTA file by its digests, and where its letters lie.</summary>
public sealed record DigestedSequence
{
    /// <summary>First word of its header; empty when there is none.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the header says <c>[topology=circular]</c>, as NCBI writes it.</summary>
    public required bool IsCircular { get; init; }

    /// <summary>Letters.</summary>
    public required long Length { get; init; }

    /// <summary>Lower-case hexadecimal, of the letters in upper case.</summary>
    public required string Md5 { get; init; }

    /// <summary>GA4GH's <c>SQ.</c> and the first 24 bytes of SHA-512 as base64url.</summary>
    public required string Ga4gh { get; init; }

    /// <summary>First byte behind the header line, in the expanded file.</summary>
    public required long Offset { get; init; }

    /// <summary>Letters of each line but the last; 0 when lines differ, so that letters must be counted.</summary>
    public required int LineLetters { get; init; }

    /// <summary>The same line with its end, in bytes.</summary>
    public required int LineBytes { get; init; }
}
