using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>A sparse matrix stored cell after cell: CSR of AnnData, and 10x's, which calls it columns of genes × cells.</summary>
internal sealed class CompressedCells(HdfInput input, string group, ExpressionOptions options) : ICellValues
{
    /// <summary>Entries read at a time: they stay in the processor's cache until they are used.</summary>
    private const int SlabEntries = 1 << 18;

    public IEnumerable<CellBlock> Read(CellTable cells, int genes, CancellationToken ct)
    {
        var matrix = SparseGroup.Open(input, group, cells.Count);
        var most = Math.Min(options.BlockEntries, SlabEntries);
        var (indices, values) = (new int[most], new float[most]);
        var bounds = new long[options.BlockCells + 1];
        for (var at = 0L; at < cells.Count;)
        {
            ct.ThrowIfCancellationRequested();
            var window = bounds.AsMemory(0, (int)Math.Min(bounds.Length, cells.Count - at + 1));
            matrix.ReadBounds(at, window.Span, most: genes);
            for (var from = 0; from < window.Length - 1;)
            {
                var to = End(window.Span, from, indices.Length);
                var length = (int)(window.Span[to] - window.Span[from]);
                if (length > indices.Length)
                    (indices, values) = (new int[length], new float[length]);
                matrix.ReadEntries(window.Span[from], indices.AsSpan(0, length), values.AsSpan(0, length));
                var starts = Starts(window.Span[from..(to + 1)]);
                BlockEntries.Check(cells, matrix.Indices, at + from, starts, indices, values, genes);
                yield return new(cells, at + from, to - from, starts, indices, values);
                from = to;
            }

            at += window.Length - 1;
        }
    }

    /// <returns>The last cell whose entries fit, one cell at least.</returns>
    private static int End(ReadOnlySpan<long> bounds, int from, int entries)
    {
        var to = from + 1;
        while (to + 1 < bounds.Length && bounds[to + 1] - bounds[from] <= entries)
            to++;
        return to;
    }

    private static int[] Starts(ReadOnlySpan<long> bounds)
    {
        var starts = new int[bounds.Length];
        for (var i = 0; i < starts.Length; i++)
            starts[i] = (int)(bounds[i] - bounds[0]);
        return starts;
    }
}
