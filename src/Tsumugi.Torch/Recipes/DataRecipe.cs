namespace Tsumugi.Torch.Recipes;

/// <summary>Which files of a dataset hold the items, and which of them are trained on.</summary>
public sealed record DataRecipe
{
    public const string Fasta = "fasta";
    public const string Csv = "csv";
    public const string Parquet = "parquet";
    public const string Expression = "expression";
    public const string Voc = "voc";
    public const string Fastq = "fastq";
    public const string GenBank = "genbank";
    public const string Gff3 = "gff3";
    public const string Vcf = "vcf";

    /// <summary>The allele that a window around a variant holds.</summary>
    public const string AlternateAllele = "alternate";

    /// <inheritdoc cref="AlternateAllele"/>
    public const string ReferenceAllele = "reference";

    /// <summary>The attribute by which lines of GFF3 are parts of one feature.</summary>
    public const string ById = "ID";

    /// <inheritdoc cref="ById"/>
    public const string ByParent = "Parent";

    /// <summary>A format, and what it holds, as do <see cref="Texts"/>, <see cref="Cells"/> and <see cref="Records"/>.</summary>
    public const string Images = "images";

    internal const string Texts = "texts";
    internal const string Cells = "cells";
    internal const string Records = "records";

    /// <summary>Paths within the dataset, where * stands for anything.</summary>
    public required string Files { get; init; }

    /// <summary><c>fasta</c>, <c>csv</c> (also tab-separated, by the file's name), <c>parquet</c>, <c>expression</c> (AnnData, 10x), <c>images</c> (a file each), <c>voc</c> (boxes in an archive), <c>fastq</c>, <c>genbank</c> (records or features), <c>gff3</c> (features) or <c>vcf</c> (windows around variants, or individuals).</summary>
    public required string Format { get; init; }

    /// <summary>The column of a table that holds the items, or names the files of images; the qualifier or attribute of features that does, where it is not their bases; "" for what is no table.</summary>
    public string Column { get; init; } = "";

    /// <summary>Columns of a table whose rows are records, or variants of a VCF file whose individuals are, where * stands for anything; none where the items are something else.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Columns or variants that are no features all the same; of GenBank and GFF3 the qualifiers or attributes that a feature may not have.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>The key of GenBank's features or the type of GFF3's that are the items; "" for whole records of GenBank.</summary>
    public string FeatureType { get; init; } = "";

    /// <summary><see cref="ById"/> or <see cref="ByParent"/>.</summary>
    public string JoinBy { get; init; } = ById;

    /// <summary>Paths of the FASTA files that features of GFF3 or variants lie on; "" for the FASTA section of a GFF3 file itself, and for individuals.</summary>
    public string Sequences { get; init; } = "";

    /// <summary>Bases on either side of a variant in its window.</summary>
    public int Flank { get; init; }

    /// <summary><see cref="AlternateAllele"/> or <see cref="ReferenceAllele"/>.</summary>
    public string Allele { get; init; } = AlternateAllele;

    /// <summary>Reads of FASTQ whose mean probability of error is above that of this Phred score, and variants of less QUAL, are left alone.</summary>
    public double MinQuality { get; init; }

    /// <summary>The column of a table that says which record a row belongs to, such as a person; "" where each row is one.</summary>
    public string Record { get; init; } = "";

    /// <summary>The column with the time of each row of a record: numbers, or dates.</summary>
    public string Time { get; init; } = "";

    /// <summary>Which matrix of a file of expression; "" for the first or only one.</summary>
    public string Matrix { get; init; } = "";

    /// <summary>The column that tells what an item is for; "" where there is none.</summary>
    public string SplitColumn { get; init; } = "";

    /// <summary>Values of that column: items to train on.</summary>
    public IReadOnlyList<string> Train { get; init; } = [];

    /// <summary>Values of that column: items to measure on. All others are left alone.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>Where no column tells: the share of items that is measured on, chosen by a hash of the item, so that copies fall on one side.</summary>
    public double TestShare { get; init; }

    /// <summary>Longer items become pieces of so many letters, each an item of its own; 0: items stay whole.</summary>
    public int Window { get; init; }

    /// <summary>Tokens of the training items that are held in memory at most; more lie in a file of the job's folder, and rows are read anew each time they are needed. 0: all is held in memory.</summary>
    public int TokensInMemory { get; init; }

    /// <summary>Share of what the items are written in that the model's vocabulary must know.</summary>
    public double Coverage { get; init; }

    /// <param name="testShare">When the recipe says nothing of a split.</param>
    internal static DataRecipe Read(RecipeReader reader, double testShare)
    {
        var format = reader.OneOf("format", Fasta, Csv, Parquet, Expression, Images, Voc, Fastq, GenBank, Gff3, Vcf);
        var (isTable, isAnnotation) = (format is Csv or Parquet, format is GenBank or Gff3);
        var hasRecords = (isTable || format == Vcf) && reader.Has("features");
        var hasFeatures = format == Gff3 || (format == GenBank && reader.Has("featureType"));
        var hasWindows = format == Vcf && !hasRecords;
        var read = new DataRecipe
        {
            Files = reader.Text("files"),
            Format = format,
            Column = isTable && !hasRecords ? reader.Text("column") : isAnnotation || format == Images ? reader.Text("column", otherwise: "") : "",
            Features = hasRecords ? reader.Texts("features") : [],
            Without = hasRecords || hasFeatures ? reader.Texts("without", otherwise: []) : [],
            Record = isTable && hasRecords ? reader.Text("record", otherwise: "") : "",
            Time = isTable && hasRecords && reader.Has("record") ? reader.Text("time") : "",
            FeatureType = hasFeatures ? reader.Text("featureType") : "",
            JoinBy = format == Gff3 ? reader.OptionalOneOf("joinBy", ById, ByParent) : ById,
            Sequences = hasWindows ? reader.Text("sequences") : format == Gff3 ? reader.Text("sequences", otherwise: "") : "",
            Flank = hasWindows ? reader.Integer("flank", 0, 10_000_000) : 0,
            Allele = hasWindows ? reader.OptionalOneOf("allele", AlternateAllele, ReferenceAllele) : AlternateAllele,
            MinQuality = format is Fastq or Vcf ? reader.Number("minQuality", 0, 1e9, otherwise: 0) : 0,
            Matrix = format == Expression ? reader.Text("matrix", otherwise: "") : "",
            Window = reader.Integer("window", 0, 100_000_000, otherwise: 0),
            TokensInMemory = reader.Integer("tokensInMemory", 0, int.MaxValue, otherwise: 0),
            Coverage = reader.Number("coverage", 0, 1, otherwise: 0),
        };
        if (!reader.Has("splitColumn"))
            return read with { TestShare = reader.Number("testShare", 0, 0.9, otherwise: testShare) };
        read = read with { SplitColumn = reader.Text("splitColumn"), Train = reader.Texts("train"), Test = reader.Texts("test", otherwise: []) };
        reader.Require(format is not (Fasta or Fastq), $"'splitColumn' is of tables; {format.ToUpperInvariant()} has none");
        reader.Require(!read.Train.Intersect(read.Test, StringComparer.Ordinal).Any(), "'train' and 'test' share a value");
        return read;
    }

    /// <summary>What its items are.</summary>
    public string Holds => Format switch
    {
        Expression => Cells,
        Images or Voc => Images,
        _ when Features.Count > 0 => Records,
        _ => Texts,
    };

    /// <returns>Why a view cannot read such items.</returns>
    internal string? ViewFault(string view) => Holds != Views.Reads(view)
        ? $"'data' of the format {Format} holds {Holds}, and the view {view} reads {Views.Reads(view)}; choose other data (a table holds records where the recipe names 'features'), or a model that reads them"
        : WindowFault(view);

    private string? WindowFault(string view) => Window == 0 || view is Views.Nucleotide or Views.Kmer or Views.Protein ? null
        : $"'window' of {view} is 0: of the views, nucleotide, kmer and protein alone can be read from any letter on";
}
