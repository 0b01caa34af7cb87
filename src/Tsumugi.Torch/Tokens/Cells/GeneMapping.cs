namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>The genes of one matrix as tokens of one vocabulary.</summary>
/// <param name="Tokens">By the gene's position in the matrix; <see cref="None"/> where the vocabulary does not have it.</param>
/// <param name="Factors">By the same, one over the gene's median.</param>
/// <param name="Names">By the same, the accessions that the matrix gives.</param>
/// <param name="Coverage">How many of the matrix's genes are known. A gene that two features name counts once; the second is unknown.</param>
public sealed record GeneMapping(int[] Tokens, double[] Factors, IReadOnlyList<string> Names, Coverage Coverage)
{
    public const int None = -1;

    /// <summary>Whether the matrix has its known genes in the order of their ids.</summary>
    public bool Ascends { get; } = Tokens.Where(token => token >= 0).Zip(Tokens.Where(token => token >= 0).Skip(1)).All(pair => pair.First < pair.Second);

    /// <exception cref="LowCoverageException">The vocabulary knows fewer of the genes.</exception>
    public void RequireAtLeast(double threshold) => Coverage.RequireAtLeast(
        threshold, "Check the species, and whether the file names genes as the vocabulary does (accessions of Ensembl or symbols), or state a lower threshold.");
}

/// <summary>One cell as the tokenizers of expression take it.</summary>
/// <param name="genes">Positions in the matrix, none twice.</param>
/// <param name="values">Counts beside them, not negative.</param>
public readonly ref struct ExpressedCell(GeneMapping mapping, ReadOnlySpan<int> genes, ReadOnlySpan<float> values)
{
    public GeneMapping Mapping { get; } = mapping;

    public ReadOnlySpan<int> Genes { get; } = genes;

    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Sum over all genes, those included that the vocabulary does not have.</summary>
    /// <exception cref="UnreadableItemException">A value is negative.</exception>
    public double Total()
    {
        var total = 0.0;
        foreach (var value in Values)
        {
            if (value < 0)
                throw new UnreadableItemException($"The cell has the negative value {value}: it was scaled. Choose the matrix of counts (often 'raw' or 'layers/counts').");
            total += value;
        }

        return total;
    }
}
