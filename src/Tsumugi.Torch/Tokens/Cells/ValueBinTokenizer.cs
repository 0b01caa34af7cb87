namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>scGPT's value bins: the quantiles of each cell's own expressed genes. Beside a gene stands its bin as a share of the highest; 0 is no expression.</summary>
/// <remarks>Cui et al. 2024. Where a value meets several edges scGPT draws a bin by chance; here it is the highest, so that the same cell gives the same bins.</remarks>
/// <param name="bins">With that of zero; scGPT has 51.</param>
public sealed class ValueBinTokenizer(GeneVocabulary vocabulary, int bins = 51) : ExpressionValueTokenizer(vocabulary)
{
    public override string View => "value-bins";

    public int Bins { get; } = bins >= 3 ? bins : throw new ArgumentOutOfRangeException(nameof(bins), bins, "There are at least three bins: that of zero and two.");

    protected override float[] Beside(float[] values)
    {
        var edges = Quantiles.Of(values, Bins - 1);
        return [.. values.Select(value => Quantiles.Bin(edges, value) / (float)(Bins - 1))];
    }
}
