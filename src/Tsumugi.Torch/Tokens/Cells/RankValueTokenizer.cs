using System.Buffers;

namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>A cell as its genes, the most expressed first: counts over the cell's total, times 10,000, over the gene's median.</summary>
/// <remarks>Geneformer's rank-value encoding (Theodoris et al. 2023). Its first version has 2,048 ids and no marks, its second 4,096 and both. Genes whose values are equal (as 32 bits) are ordered by id, so that the file's order of genes does not matter.</remarks>
public sealed class RankValueTokenizer(GeneVocabulary vocabulary) : ICellTokenizer
{
    private const double TargetTotal = 10_000;

    // Bytes of the packed keys.
    private static readonly int[] ByValue = [4, 5, 6, 7];
    private static readonly int[] ByValueAndId = [0, 1, 2, 3, .. ByValue];

    public string View => "cell";

    public GeneVocabulary Genes => vocabulary;

    public int VocabularySize => vocabulary.Tokens.Count;

    public int Padding => vocabulary.Padding;

    public int Mask => vocabulary.Mask;

    public int FirstOrdinary => vocabulary.FirstGene;

    public int EndOrdinary => VocabularySize;

    public void WriteTo(string folder) => vocabulary.WriteTo(folder);

    public TokenizedItem Tokenize(ExpressedCell item, int maxTokens, CoverageTally? coverage = null)
    {
        if (coverage is not null)
            CellCoverage.Count(item, coverage);
        var room = Math.Min(maxTokens, item.Genes.Length + 2);
        var ids = ArrayPool<int>.Shared.Rent(room);
        var length = Encode(item, ids.AsSpan(0, room));
        var kept = ids[..length];
        ArrayPool<int>.Shared.Return(ids);
        return new(kept);
    }

    /// <summary>Writes the ids of a cell, as many as there is room for.</summary>
    /// <returns>How many were written.</returns>
    /// <exception cref="UnreadableItemException">A value is negative, or no known gene is expressed.</exception>
    public int Encode(ExpressedCell cell, Span<int> ids)
    {
        var factor = TargetTotal / cell.Total();
        var keys = ArrayPool<ulong>.Shared.Rent(cell.Genes.Length);
        try
        {
            var ranked = keys.AsSpan(0, Pack(cell, factor, keys));
            if (ranked.IsEmpty)
                throw new UnreadableItemException("The cell expresses no gene that the vocabulary has; leave such cells out.");
            RadixOrder.Sort(ranked, cell.Mapping.Ascends ? ByValue : ByValueAndId);
            return Write(ranked, ids);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    /// <summary>Above, the bits of the value turned so that the largest comes first; below, the id.</summary>
    private static int Pack(ExpressedCell cell, double factor, ulong[] keys)
    {
        var (tokens, factors, count) = (cell.Mapping.Tokens, cell.Mapping.Factors, 0);
        var genes = cell.Genes;
        var values = cell.Values;
        for (var i = 0; i < genes.Length; i++)
        {
            var id = tokens[genes[i]];
            if (id < 0 || values[i] == 0)
                continue;
            var value = (float)(values[i] * factor * factors[genes[i]]);
            keys[count++] = (ulong)~BitConverter.SingleToUInt32Bits(value) << 32 | (uint)id;
        }

        return count;
    }

    private int Write(ReadOnlySpan<ulong> ranked, Span<int> ids)
    {
        var at = 0;
        if (vocabulary.Begin is { } begin)
            ids[at++] = begin;
        var room = ids.Length - at - (vocabulary.End is null ? 0 : 1);
        foreach (var key in ranked[..Math.Min(ranked.Length, room)])
            ids[at++] = (int)(uint)key;
        if (vocabulary.End is { } end)
            ids[at++] = end;
        return at;
    }
}
