using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>A sparse matrix stored gene after gene: CSC of AnnData.</summary>
internal sealed class CompressedGenes(HdfInput input, string group, long cells, int genes) : IEntrySource
{
    private const int SlabEntries = 1 << 18;
    private const int Window = 4096;

    public string Field => $"{group}/indices";

    public IEnumerable<EntrySlab> Read(CancellationToken ct)
    {
        var matrix = SparseGroup.Open(input, group, genes);
        var slab = new EntrySlab(SlabEntries);
        var bounds = new long[Window + 1];
        for (var first = 0; first < genes; first += Window)
        {
            var window = bounds.AsMemory(0, Math.Min(bounds.Length, genes - first + 1));
            matrix.ReadBounds(first, window.Span, most: cells);
            for (var (at, gene) = (window.Span[0], 0); at < window.Span[^1]; at += slab.Count)
            {
                ct.ThrowIfCancellationRequested();
                slab.Count = (int)Math.Min(SlabEntries, window.Span[^1] - at);
                matrix.ReadEntries(at, slab.Cells.AsSpan(0, slab.Count), slab.Values.AsSpan(0, slab.Count));
                for (var i = 0; i < slab.Count; i++)
                {
                    while (window.Span[gene + 1] <= at + i)
                        gene++;
                    slab.Genes[i] = first + gene;
                }

                yield return slab;
            }
        }
    }
}
