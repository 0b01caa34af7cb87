using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Genes;

/// <summary>What an import found: counts, and every CDS whose bases do not give the protein its record states.</summary>
public sealed record QualityReport
{
    public required string File { get; init; }
    public required int Records { get; init; }
    public required long Bases { get; init; }

    /// <summary>All CDS features: with a translation and without.</summary>
    public required int CodingSequences { get; init; }
    public required int WithTranslation { get; init; }
    public required int WithoutTranslation { get; init; }

    /// <summary>Those without translation that the record marks /pseudo or /pseudogene.</summary>
    public required int Pseudo { get; init; }

    /// <summary>Rows of the gene table: those with translation, less the refused.</summary>
    public required int Genes { get; init; }
    public required int HeldOut { get; init; }
    public required int Partial { get; init; }

    /// <summary>Genes that start with another codon of the table than one for methionine: M there, another residue elsewhere.</summary>
    public required int AlternativeStarts { get; init; }

    /// <summary>Genes with a complete end whose last codon is no stop; alone this is no difference.</summary>
    public required int MissingStops { get; init; }

    /// <summary>All differing genes; the list holds at most <see cref="QualityReportBuilder.MaxListed"/> of them.</summary>
    public required int Differing { get; init; }

    /// <summary>A gene counts once for each of its reasons.</summary>
    public required IReadOnlyDictionary<DifferenceReason, int> DifferencesByReason { get; init; }
    public required IReadOnlyList<TranslationDifference> Differences { get; init; }

    /// <summary>All refused; the list holds at most <see cref="QualityReportBuilder.MaxListed"/> of them.</summary>
    public required int Refused { get; init; }
    public required IReadOnlyList<RefusedCodingSequence> Refusals { get; init; }

    /// <summary>Organisms of the records, at most <see cref="QualityReportBuilder.MaxNames"/>.</summary>
    public required IReadOnlyList<string> Organisms { get; init; }

    /// <summary>Assemblies of the records, at most <see cref="QualityReportBuilder.MaxNames"/>.</summary>
    public required IReadOnlyList<string> Assemblies { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, QualityReportJson.Default.QualityReport);

    public static QualityReport FromJson(string json) => JsonSerializer.Deserialize(json, QualityReportJson.Default.QualityReport)
        ?? throw new JsonException("A quality report is an object, not null.");
}

/// <summary>A gene whose bases, under its own table, give another protein than its record states. It stays in the table.</summary>
/// <param name="Line">1-based line of the feature.</param>
/// <param name="Words">The reasons in a sentence each.</param>
public sealed record TranslationDifference(
    string LocusTag, string Record, string Location, long Line, IReadOnlyList<DifferenceReason> Reasons, string Words);

/// <summary>A CDS with a translation that gives no row.</summary>
public sealed record RefusedCodingSequence(string LocusTag, string Record, string Location, long Line, RefusalReason Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(QualityReport))]
internal sealed partial class QualityReportJson : JsonSerializerContext;
