using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Tokens.Cells;

namespace Tsumugi.Torch.Data;

/// <summary>Cells of any matrices, with the genes of each matrix looked up once.</summary>
internal sealed class MappedCells(Func<IReadOnlyList<ExpressionGene>, GeneMapping> map)
{
    private readonly Dictionary<IReadOnlyList<ExpressionGene>, GeneMapping> _mappings = new(ReferenceEqualityComparer.Instance);

    public ExpressedCell Of(CellItem cell)
    {
        if (!_mappings.TryGetValue(cell.Genes, out var mapping))
            mapping = _mappings[cell.Genes] = map(cell.Genes);
        return new(mapping, cell.Places, cell.Values);
    }
}
