namespace Tsumugi.Torch.Recipes;

/// <summary>Which files of a dataset hold the items, and which of them are trained on.</summary>
public sealed record DataRecipe
{
    public const string Fasta = "fasta";
    public const string Csv = "csv";
    public const string Parquet = "parquet";
    public const string Expression = "expression";
    public const string Voc = "voc";

    /// <summary>A format, and what it holds, as do <see cref="Texts"/>, <see cref="Cells"/> and <see cref="Records"/>.</summary>
    public const string Images = "images";

    internal const string Texts = "texts";
    internal const string Cells = "cells";
    internal const string Records = "records";

    /// <summary>Paths within the dataset, where * stands for anything.</summary>
    public required string Files { get; init; }

    /// <summary><c>fasta</c>, <c>csv</c> (also tab-separated, by the file's name), <c>parquet</c>, <c>expression</c> (AnnData, 10x), <c>images</c> (a file each) or <c>voc</c> (boxes in an archive).</summary>
    public required string Format { get; init; }

    /// <summary>The column of a table that holds the items, or names the files of images; "" for what is no table.</summary>
    public string Column { get; init; } = "";

    /// <summary>Columns of a table whose rows are records, where * stands for anything; none where the items are in one column.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Columns that are no features all the same.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

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

    /// <summary>Share of what the items are written in that the model's vocabulary must know.</summary>
    public double Coverage { get; init; }

    /// <param name="testShare">When the recipe says nothing of a split.</param>
    internal static DataRecipe Read(RecipeReader reader, double testShare)
    {
        var format = reader.OneOf("format", Fasta, Csv, Parquet, Expression, Images, Voc);
        var isTable = format is Csv or Parquet;
        var hasRecords = isTable && reader.Has("features");
        var read = new DataRecipe
        {
            Files = reader.Text("files"),
            Format = format,
            Column = isTable && !hasRecords ? reader.Text("column") : format == Images ? reader.Text("column", otherwise: "") : "",
            Features = hasRecords ? reader.Texts("features") : [],
            Without = hasRecords ? reader.Texts("without", otherwise: []) : [],
            Matrix = format == Expression ? reader.Text("matrix", otherwise: "") : "",
            Window = reader.Integer("window", 0, 100_000_000, otherwise: 0),
            Coverage = reader.Number("coverage", 0, 1, otherwise: 0),
        };
        if (!reader.Has("splitColumn"))
            return read with { TestShare = reader.Number("testShare", 0, 0.9, otherwise: testShare) };
        read = read with { SplitColumn = reader.Text("splitColumn"), Train = reader.Texts("train"), Test = reader.Texts("test", otherwise: []) };
        reader.Require(format != Fasta, "'splitColumn' is of tables; FASTA has none");
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
