namespace Tsumugi.Formats.Expression;

/// <summary>Cells of a matrix that is stored by gene, or in any order: entries are counted once, then gathered block by block.</summary>
/// <remarks>Holds four bytes for each cell and one block. Entries that come in the order of the cells are gathered in one pass for all blocks.</remarks>
internal sealed class TransposedCells(IEntrySource source, ExpressionOptions options) : ICellValues
{
    public IEnumerable<CellBlock> Read(CellTable cells, int genes, CancellationToken ct)
    {
        var (counts, ordered) = Count(cells, genes, ct);
        var all = source.Read(ct).GetEnumerator();
        var (at, rest) = (0, 0);
        try
        {
            for (var first = 0; first < counts.Length;)
            {
                var starts = Starts(counts, first);
                var (indices, values) = (new int[starts[^1]], new float[starts[^1]]);
                if (!ordered)
                {
                    all.Dispose();
                    (all, at, rest) = (source.Read(ct).GetEnumerator(), 0, 0);
                }

                Gather(all, ref at, ref rest, ordered, first, starts, indices, values);
                BlockEntries.Check(cells, source.Field, first, starts, indices, values, genes);
                yield return new(cells, first, starts.Length - 1, starts, indices, values);
                first += starts.Length - 1;
            }
        }
        finally
        {
            all.Dispose();
        }
    }

    private (int[] Counts, bool Ordered) Count(CellTable cells, int genes, CancellationToken ct)
    {
        if (cells.Count > Array.MaxLength)
            throw ExpressionFault.At(cells.File, source.Field, $"{cells.Count} cells stored by gene are more than are read.", "Write the matrix as CSR.");
        var (counts, ordered, last) = (new int[cells.Count], true, 0);
        foreach (var slab in source.Read(ct))
        {
            foreach (var cell in slab.Cells.AsSpan(0, slab.Count))
            {
                if ((uint)cell >= (uint)counts.Length)
                    throw ExpressionFault.At(cells.File, source.Field, $"Cell {cell} is out of range: there are {counts.Length} cells.");
                if (++counts[cell] > genes)
                    throw ExpressionFault.At(cells.File, source.Field, $"Cell {cell} has more entries than there are genes ({genes}).");
                ordered &= cell >= last;
                last = cell;
            }
        }

        return (counts, ordered);
    }

    private int[] Starts(int[] counts, int first)
    {
        var starts = new List<int> { 0 };
        for (var cell = first; cell < counts.Length && starts.Count <= options.BlockCells; cell++)
        {
            var end = (long)starts[^1] + counts[cell];
            if (starts.Count > 1 && end > options.BlockEntries)
                break;
            starts.Add(checked((int)end));
        }

        return [.. starts];
    }

    /// <param name="at">Where in the present slab to go on.</param>
    /// <param name="rest">Entries of the present slab.</param>
    private static void Gather(IEnumerator<EntrySlab> all, ref int at, ref int rest, bool ordered, int first, int[] starts, int[] genes, float[] values)
    {
        var next = starts.AsSpan(..^1).ToArray();
        while (true)
        {
            if (at == rest)
            {
                if (!all.MoveNext())
                    return;
                (at, rest) = (0, all.Current.Count);
                continue;
            }

            var slab = all.Current;
            for (; at < rest; at++)
            {
                var cell = slab.Cells[at] - first;
                if ((uint)cell < (uint)next.Length)
                {
                    genes[next[cell]] = slab.Genes[at];
                    values[next[cell]++] = slab.Values[at];
                }
                else if (ordered && cell >= next.Length)
                {
                    return;
                }
            }
        }
    }
}
