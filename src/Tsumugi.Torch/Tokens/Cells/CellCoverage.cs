namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>Counts the expressed genes of a cell, and names those that the vocabulary does not have.</summary>
internal static class CellCoverage
{
    public static void Count(ExpressedCell cell, CoverageTally coverage)
    {
        for (var i = 0; i < cell.Genes.Length; i++)
        {
            if (cell.Values[i] == 0)
                continue;
            if (cell.Mapping.Tokens[cell.Genes[i]] >= 0)
                coverage.Known();
            else
                coverage.Unknown(cell.Mapping.Names[cell.Genes[i]]);
        }
    }
}
