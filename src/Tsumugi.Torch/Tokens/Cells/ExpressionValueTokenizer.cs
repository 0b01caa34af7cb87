namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>A cell as its expressed genes, by id, with a number beside each.</summary>
/// <remarks>Where a cell has more genes than there is room for, those of the highest values are kept; genes of equal value by id.</remarks>
public abstract class ExpressionValueTokenizer(GeneVocabulary vocabulary) : ICellTokenizer
{
    public abstract string View { get; }

    public GeneVocabulary Genes => vocabulary;

    public int VocabularySize => vocabulary.Tokens.Count;

    public int Padding => vocabulary.Padding;

    public int Mask => vocabulary.Mask;

    public int FirstOrdinary => vocabulary.FirstGene;

    public int EndOrdinary => VocabularySize;

    public int Numbers => 1;

    public virtual void WriteTo(string folder) => vocabulary.WriteTo(folder);

    public TokenizedItem Tokenize(ExpressedCell item, int maxTokens, CoverageTally? coverage = null)
    {
        if (coverage is not null)
            CellCoverage.Count(item, coverage);
        item.Total();
        var genes = new List<(float Value, int Id)>();
        for (var i = 0; i < item.Genes.Length; i++)
        {
            var id = item.Mapping.Tokens[item.Genes[i]];
            if (id >= 0 && item.Values[i] != 0)
                genes.Add((item.Values[i], id));
        }

        if (genes.Count == 0)
            throw new UnreadableItemException("The cell expresses no gene that the vocabulary has; leave such cells out.");
        var numbers = Beside([.. genes.Select(gene => gene.Value)]);
        var marks = (vocabulary.Begin is null ? 0 : 1) + (vocabulary.End is null ? 0 : 1);
        var kept = genes.Zip(numbers, (gene, number) => (gene.Value, gene.Id, Number: number))
            .OrderByDescending(gene => gene.Value).ThenBy(gene => gene.Id).Take(Math.Max(0, maxTokens - marks)).OrderBy(gene => gene.Id);
        var (ids, values) = (new List<int>(), new List<float>());
        Mark(vocabulary.Begin);
        foreach (var (_, id, number) in kept)
        {
            ids.Add(id);
            values.Add(number);
        }

        Mark(vocabulary.End);
        return new([.. ids]) { Numbers = [.. values] };

        void Mark(int? mark)
        {
            if (mark is not { } id)
                return;
            ids.Add(id);
            values.Add(0);
        }
    }

    /// <param name="values">Of the expressed genes that the vocabulary has, in the order of the file; none is zero.</param>
    /// <returns>The number to put beside each.</returns>
    protected abstract float[] Beside(float[] values);
}

/// <summary>Counts, as the logarithm of one more than each: their spread grows with them, that of their logarithm hardly, so that a gene of thousands does not decide alone what is learned.</summary>
public sealed class CountTokenizer(GeneVocabulary vocabulary) : ExpressionValueTokenizer(vocabulary)
{
    public override string View => "counts";

    protected override float[] Beside(float[] values) => [.. values.Select(value => MathF.Log(1 + value))];
}
