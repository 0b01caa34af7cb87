using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Genes;

/// <summary>Why a coding sequence, translated under its own table, is not the protein its record states.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DifferenceReason>))]
public enum DifferenceReason
{
    /// <summary>NCBI has no such table, so nothing could be compared.</summary>
    [JsonStringEnumMemberName("unknown-table")]
    UnknownTable,

    /// <summary>The protein begins with M, but the first codon is no start of the table.</summary>
    [JsonStringEnumMemberName("start-codon-not-in-table")]
    StartCodonNotInTable,

    /// <summary>The location says that the start lies outside, but the protein begins with M where the codon says otherwise.</summary>
    [JsonStringEnumMemberName("start-codon-of-partial-gene")]
    StartCodonOfPartialGene,

    /// <summary>A stop codon lies within.</summary>
    [JsonStringEnumMemberName("internal-stop")]
    InternalStop,

    /// <summary>The protein has U or O at a stop codon, without a /transl_except that says so.</summary>
    [JsonStringEnumMemberName("undeclared-selenocysteine")]
    UndeclaredSelenocysteine,

    /// <summary>The bases are no whole number of codons although the end is complete.</summary>
    [JsonStringEnumMemberName("length-not-multiple-of-three")]
    LengthNotMultipleOfThree,

    /// <summary>The location joins parts out of frame (ribosomal slippage), and the joined bases do not give the protein.</summary>
    [JsonStringEnumMemberName("frameshift-join")]
    FrameshiftJoin,

    /// <summary>Bases that are not A, C, G or T leave the residue open.</summary>
    [JsonStringEnumMemberName("ambiguous-base")]
    AmbiguousBase,

    /// <summary>The end is complete, but the last codon is no stop.</summary>
    [JsonStringEnumMemberName("missing-stop")]
    MissingStop,

    /// <summary>As long as each other, with other residues.</summary>
    [JsonStringEnumMemberName("different-residues")]
    DifferentResidues,

    /// <summary>Longer or shorter.</summary>
    [JsonStringEnumMemberName("different-length")]
    DifferentLength,

    /// <summary>The record declares that RNA editing or another exception makes the protein differ.</summary>
    [JsonStringEnumMemberName("declared-exception")]
    DeclaredException,
}
