using Parquet.Schema;

namespace Tsumugi.Formats.Genes;

/// <summary>The gene table's columns, in file order.</summary>
internal static class GeneColumns
{
    public static readonly (DataField<string> Field, Func<Gene, string> Of)[] Texts =
    [
        (Text("locus_tag"), gene => gene.LocusTag),
        (Text("record"), gene => gene.Record),
        (Text("strand"), gene => gene.Strand),
        (Text("location"), gene => gene.Location),
        (Text("coding_dna"), gene => gene.CodingDna),
        (Text("protein"), gene => gene.Protein),
        (Text("product"), gene => gene.Product),
        (Text("protein_id"), gene => gene.ProteinId),
        (Text("cross_references"), gene => gene.CrossReferences),
        (Text("split"), gene => gene.Split),
    ];

    public static readonly (DataField<int> Field, Func<Gene, int> Of)[] Numbers =
    [
        (new DataField<int>("start"), gene => gene.Start),
        (new DataField<int>("end"), gene => gene.End),
        (new DataField<int>("translation_table"), gene => gene.TranslationTable),
        (new DataField<int>("codon_start"), gene => gene.CodonStart),
    ];

    public static readonly DataField<bool> Partial = new("partial");

    public static ParquetSchema Schema() =>
        new([.. Texts.Select(column => column.Field), .. Numbers.Select(column => column.Field), Partial]);

    private static DataField<string> Text(string name) => new(name, nullable: false);
}
