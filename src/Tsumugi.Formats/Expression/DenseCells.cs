using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>A matrix with a number for every cell and gene; zeros are left out of the cells.</summary>
/// <param name="genesFirst">Stored as [genes, cells] and not as [cells, genes].</param>
internal sealed class DenseCells(HdfNumbers matrix, bool genesFirst, ExpressionOptions options) : ICellValues
{
    public IEnumerable<CellBlock> Read(CellTable cells, int genes, CancellationToken ct)
    {
        long[] shape = genesFirst ? [genes, cells.Count] : [cells.Count, genes];
        if (!matrix.Shape.SequenceEqual(shape))
            throw ExpressionFault.At(cells.File, matrix.Path, $"It is {string.Join(" × ", matrix.Shape)}, where the names say {string.Join(" × ", shape)}.");
        var most = (int)Math.Min(options.BlockCells, Math.Max(1, options.BlockEntries / Math.Max(1, genes)));
        var square = new float[checked(most * genes)];
        var (indices, values) = (new int[square.Length], new float[square.Length]);
        for (var first = 0L; first < cells.Count; first += most)
        {
            ct.ThrowIfCancellationRequested();
            var count = (int)Math.Min(most, cells.Count - first);
            if (genesFirst)
                matrix.Read(0, first, genes, count, square.AsSpan());
            else
                matrix.Read(first, 0, count, genes, square.AsSpan());
            var starts = Gather(square, count, genes, indices, values);
            BlockEntries.Check(cells, matrix.Path, first, starts, indices, values, genes);
            yield return new(cells, first, count, starts, indices, values);
        }
    }

    private int[] Gather(float[] square, int count, int genes, int[] indices, float[] values)
    {
        var (starts, at) = (new int[count + 1], 0);
        var (cellStep, geneStep) = genesFirst ? (1, count) : (genes, 1);
        for (var cell = 0; cell < count; cell++)
        {
            for (var gene = 0; gene < genes; gene++)
            {
                var value = square[cell * cellStep + gene * geneStep];
                if (value == 0)
                    continue;
                (indices[at], values[at]) = (gene, value);
                at++;
            }

            starts[cell + 1] = at;
        }

        return starts;
    }
}
