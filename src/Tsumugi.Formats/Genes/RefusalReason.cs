using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Genes;

/// <summary>Why a CDS with a /translation gives no row.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>A part of the sequence lies in another record.</summary>
    [JsonStringEnumMemberName("remote-sequence")]
    RemoteSequence,

    /// <summary>order(…) does not say that the parts are joined.</summary>
    [JsonStringEnumMemberName("unjoined-order")]
    UnjoinedOrder,

    /// <summary>n^m or n.m names no definite bases.</summary>
    [JsonStringEnumMemberName("uncertain-position")]
    UncertainPosition,

    /// <summary>/codon_start is not 1, 2 or 3.</summary>
    [JsonStringEnumMemberName("codon-start")]
    CodonStart,

    /// <summary>/transl_table is no whole number.</summary>
    [JsonStringEnumMemberName("translation-table")]
    TranslationTable,

    /// <summary>/translation is empty or has characters that are no amino acids.</summary>
    [JsonStringEnumMemberName("protein-letters")]
    ProteinLetters,

    /// <summary>The parts of the location take more than twice the record's bases: a join may name the same bases
    /// again and again, and a small file must not ask for much memory.</summary>
    [JsonStringEnumMemberName("repeated-bases")]
    RepeatedBases,
}
