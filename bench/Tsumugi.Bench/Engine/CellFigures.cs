using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;
using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Tokens.Cells;

namespace Tsumugi.Bench.Engine;

/// <summary>AnnData as CSR to rank-value tokens: 20,000 cells of 2,000 expressed genes each, one thread.</summary>
internal static class CellFigures
{
    private const int Runs = 5;
    private const int Cells = 20_000;
    private const int Expressed = 2_000;
    private const int Genes = 20_000;

    /// <summary>Entries of a chunk, as anndata writes a large matrix.</summary>
    private const uint Chunk = 1 << 16;

    private const int MostTokens = 2_048;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-cells-").FullName;
        try
        {
            var plain = await CellsPerSecondAsync(Path.Combine(folder, "plain.h5ad"), deflate: false, ct);
            var packed = await CellsPerSecondAsync(Path.Combine(folder, "packed.h5ad"), deflate: true, ct);
            return
            [
                new("cellsPerSecond", "AnnData CSR to rank-value tokens, chunked", plain, "cells/s"),
                new("deflatedCellsPerSecond", "The same, chunks compressed by deflate", packed, "cells/s"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> CellsPerSecondAsync(string path, bool deflate, CancellationToken ct)
    {
        Write(path, deflate);
        return Cells / await Median.SecondsAsync(Runs, () => Task.FromResult(Tokenise(path, ct)), ct);
    }

    private static long Tokenise(string path, CancellationToken ct)
    {
        using var matrix = ExpressionMatrix.Open(path);
        var vocabulary = GeneVocabulary.Of([.. matrix.Genes.Select(gene => gene.Id)], [.. matrix.Genes.Select((_, i) => 1 + i % 97 / 10.0)]);
        var (tokenizer, mapping) = (new RankValueTokenizer(vocabulary), vocabulary.Map(matrix.Genes));
        var (ids, written) = (new int[MostTokens], 0L);
        foreach (var block in matrix.Blocks(ct))
        {
            for (var cell = 0; cell < block.Count; cell++)
                written += tokenizer.Encode(new(mapping, block.Genes(cell), block.Values(cell)), ids);
        }

        return written;
    }

    /// <summary>Counts fall off as in real cells: most genes have one or two molecules.</summary>
    private static void Write(string path, bool deflate)
    {
        var random = new Random(1);
        var (data, indices, bounds) = (new float[Cells * Expressed], new int[Cells * Expressed], new long[Cells + 1]);
        for (var cell = 0; cell < Cells; cell++)
        {
            bounds[cell + 1] = (cell + 1L) * Expressed;
            for (var i = 0; i < Expressed; i++)
            {
                var at = cell * Expressed + i;
                data[at] = 1 + (int)(-Math.Log(1 - random.NextDouble()) * 2);
                indices[at] = i * (Genes / Expressed) + random.Next(Genes / Expressed);
            }
        }

        var filters = deflate ? new H5DatasetCreation(Filters: [new H5Filter(DeflateFilter.Id, new() { [DeflateFilter.COMPRESSION_LEVEL] = 1 })]) : default;
        new H5File
        {
            ["X"] = new H5Group
            {
                Attributes = { ["encoding-type"] = "csr_matrix", ["shape"] = new long[] { Cells, Genes } },
                ["data"] = new H5Dataset(data, chunks: [Chunk], datasetCreation: filters),
                ["indices"] = new H5Dataset(indices, chunks: [Chunk], datasetCreation: filters),
                ["indptr"] = bounds,
            },
            ["obs"] = Names("cell", Cells),
            ["var"] = Names("gene", Genes),
        }.Write(path);
    }

    private static H5Group Names(string kind, int count) => new()
    {
        Attributes = { ["_index"] = "_index" },
        ["_index"] = Enumerable.Range(0, count).Select(i => $"{kind}{i}").ToArray(),
    };
}
