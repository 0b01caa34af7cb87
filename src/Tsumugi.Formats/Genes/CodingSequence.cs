namespace Tsumugi.Formats.Genes;

/// <summary>What a record says of one CDS, as far as translation needs it.</summary>
internal readonly ref struct CodingSequence
{
    /// <summary>Upper case, 5'→3', from the first base of the location.</summary>
    public required ReadOnlySpan<byte> Bases { get; init; }

    /// <summary>The stated protein without stop, upper case.</summary>
    public required ReadOnlySpan<byte> Protein { get; init; }

    public required int Table { get; init; }

    public required ReadingFrame Frame { get; init; }

    public required IReadOnlyList<TranslationException> Exceptions { get; init; }

    /// <summary>The location joins parts whose lengths are no whole codons, or the record says /ribosomal_slippage.</summary>
    public required bool Slips { get; init; }

    /// <summary>The record has an /exception, e.g. "RNA editing".</summary>
    public required bool Declared { get; init; }

    /// <summary>The bases from the first codon on.</summary>
    public ReadOnlySpan<byte> Coding => Bases[Math.Min(Frame.CodonStart - 1, Bases.Length)..];
}
