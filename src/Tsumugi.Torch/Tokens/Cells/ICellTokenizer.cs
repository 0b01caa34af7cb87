namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>Reads cells.</summary>
public interface ICellTokenizer : ITokenizer<ExpressedCell>
{
    GeneVocabulary Genes { get; }
}
