namespace Tsumugi.Formats.Expression;

/// <summary>One measured feature of an expression matrix.</summary>
/// <param name="Id">Accession, e.g. of Ensembl; the name where the file gives no accession.</param>
/// <param name="Name">Symbol, or what the file names its genes by.</param>
/// <param name="FeatureType">10x's word, e.g. <c>Gene Expression</c> or <c>Antibody Capture</c>; null where the file does not say.</param>
public sealed record ExpressionGene(string Id, string Name, string? FeatureType = null)
{
    /// <summary>Whether it is a gene and no antibody, guide or other tag.</summary>
    public bool IsGene => FeatureType is null or "Gene Expression";
}
