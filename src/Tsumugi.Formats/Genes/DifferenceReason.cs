using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Genes;

/// <summary>Why a coding sequence, translated under its own table, is not the protein its record states.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DifferenceReason>))]
public enum DifferenceReason
{
    /// <summary>NCBI has no such table, so nothing could be compared.</summary>
    UnknownTable,

    /// <summary>The protein begins with M, but the first codon is no start of the table.</summary>
    StartCodonNotInTable,

    /// <summary>The location says that the start lies outside, but the protein begins with M where the codon says otherwise.</summary>
    StartCodonOfPartialGene,

    /// <summary>A stop codon lies within.</summary>
    InternalStop,

    /// <summary>The protein has U or O at a stop codon, without a /transl_except that says so.</summary>
    UndeclaredSelenocysteine,

    /// <summary>The bases are no whole number of codons although the end is complete.</summary>
    LengthNotMultipleOfThree,

    /// <summary>The location joins parts out of frame (ribosomal slippage), and the joined bases do not give the protein.</summary>
    FrameshiftJoin,

    /// <summary>Bases that are not A, C, G or T leave the residue open.</summary>
    AmbiguousBase,

    /// <summary>The end is complete, but the last codon is no stop.</summary>
    MissingStop,

    /// <summary>As long as each other, with other residues.</summary>
    DifferentResidues,

    /// <summary>Longer or shorter.</summary>
    DifferentLength,

    /// <summary>The record declares that RNA editing or another exception makes the protein differ.</summary>
    DeclaredException,
}
