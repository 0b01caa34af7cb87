using System.Diagnostics.CodeAnalysis;

namespace Tsumugi.Formats.Vcf;

/// <summary>What an ID of INFO or FORMAT means.</summary>
public sealed record VcfDefinition(string Id, VcfNumber Number, VcfType Type, string Description);

/// <summary>A sequence that the header names.</summary>
/// <param name="Length">Bases; null where not stated.</param>
public sealed record VcfContig(string Id, long? Length);

/// <summary>A line of the header that is not typed otherwise, such as <c>##source=…</c>.</summary>
/// <param name="Line">1-based.</param>
public sealed record VcfMeta(string Key, string Value, long Line);

/// <summary>What the values of a field are.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The specification's own words.")]
public enum VcfType
{
    Integer,
    Float,
    Flag,
    Character,
    String,
}

/// <summary>How many values a field has.</summary>
/// <param name="Symbol">E.g. <c>1</c>, <c>A</c> (one for each alternate allele), <c>R</c> (for each allele), <c>G</c> (for each genotype), <c>.</c> (any).</param>
/// <param name="Count">Where fixed.</param>
public readonly record struct VcfNumber(string Symbol, int? Count);
