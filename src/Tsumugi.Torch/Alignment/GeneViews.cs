using Tsumugi.Formats.Genes;

namespace Tsumugi.Torch.Alignment;

/// <summary>What training and measuring need of a gene.</summary>
public sealed record GeneViews(string LocusTag, string Dna, string Protein, string Text, bool HeldOut, int TranslationTable)
{
    public const string TableFile = "genes.parquet";

    /// <summary>A product that says nothing of what the gene does.</summary>
    public bool Named => !string.Equals(Text, "hypothetical protein", StringComparison.OrdinalIgnoreCase);

    public string this[string view] => view switch
    {
        "dna" => Dna,
        "protein" => Protein,
        "text" => Text,
        _ => throw new ArgumentException($"A gene has no view '{view}'.", nameof(view)),
    };

    /// <returns>All genes in the table's order.</returns>
    public static async Task<IReadOnlyList<GeneViews>> ReadAsync(string path, CancellationToken stop)
    {
        var genes = new List<GeneViews>();
        await using var file = File.OpenRead(path);
        await foreach (var gene in GeneTable.ReadAsync(file, stop))
            genes.Add(new(gene.LocusTag, gene.CodingDna, gene.Protein, gene.Product, gene.Split == GeneSplit.HeldOut, gene.TranslationTable));
        return genes;
    }
}
