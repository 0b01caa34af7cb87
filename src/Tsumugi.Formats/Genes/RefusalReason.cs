using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Genes;

/// <summary>Why a CDS with a /translation gives no row.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>A part of the sequence lies in another record.</summary>
    RemoteSequence,

    /// <summary>order(…) does not say that the parts are joined.</summary>
    UnjoinedOrder,

    /// <summary>n^m or n.m names no definite bases.</summary>
    UncertainPosition,

    /// <summary>/codon_start is not 1, 2 or 3.</summary>
    CodonStart,

    /// <summary>/transl_table is no whole number.</summary>
    TranslationTable,
}
