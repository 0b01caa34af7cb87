using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Recipes;

/// <summary>What an encoder reads of the world.</summary>
public static class Views
{
    public const string Dna = "dna";
    public const string Protein = "protein";
    public const string Text = "text";
    public const string Nucleotide = "nucleotide";
    public const string Kmer = "kmer";
    public const string Smiles = "smiles";
    public const string Bytes = "bytes";
    public const string Cell = "cell";
    public const string ValueBins = "value-bins";
    public const string Counts = "counts";
    public const string Image = "image";
    public const string Record = "record";

    /// <summary>The three views of a gene.</summary>
    public static readonly IReadOnlyList<string> All = [Dna, Protein, Text];

    /// <summary>What the files of a dataset can be read as.</summary>
    public static readonly IReadOnlyList<string> OfData = [.. All, Nucleotide, Kmer, Smiles, Bytes, Cell, ValueBins, Counts, Image, Record];

    /// <returns>What the items of a view are, as <see cref="DataRecipe.Holds"/> says of data.</returns>
    public static string Reads(string view) => view switch
    {
        Cell or ValueBins or Counts => DataRecipe.Cells,
        Image => DataRecipe.Images,
        Record => DataRecipe.Records,
        _ => DataRecipe.Texts,
    };

    /// <summary>Whether tokens stand in a row, each before the next; patches lie in a plane, features and genes with their values in no order.</summary>
    public static bool IsRow(string view) => view is not (ValueBins or Counts or Image or Record);

    /// <summary>How tokens of a view know where they stand.</summary>
    public static Positions Positions(string view) => view switch
    {
        ValueBins or Counts => Encoders.Positions.None,
        Image or Record => Encoders.Positions.Learned,
        _ => Encoders.Positions.Rotary,
    };
}
