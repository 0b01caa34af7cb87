using Tsumugi.Formats.Coordinates;

namespace Tsumugi.Formats.Vcf;

/// <summary>Consecutive variants by all individuals of a file, as models of individuals take them.</summary>
/// <param name="Values">[variants × individuals], row after row: alleles that are not the reference, 0, 1 or 2 for diploids; -1 missing.</param>
public sealed record DosageBlock(IReadOnlyList<DosageVariant> Variants, int Individuals, sbyte[] Values)
{
    /// <summary>One variant, [individuals].</summary>
    public ReadOnlySpan<sbyte> Of(int variant) => Values.AsSpan(variant * Individuals, Individuals);
}

/// <param name="Position">Null for the telomere before the first base.</param>
/// <param name="Id">Divided by semicolons where several; empty where none.</param>
/// <param name="Alternates">Divided by commas; empty where none.</param>
public sealed record DosageVariant(string Chromosome, BasePosition? Position, string Id, string Reference, string Alternates);
