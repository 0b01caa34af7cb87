using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Matrices of cells by genes: AnnData, 10x's and pandas's HDF5, folders of 10x.</summary>
internal sealed class CellRows : IRowSource
{
    /// <summary>What the folder of all files is called in messages.</summary>
    private const string Root = "dataset";

    public IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop) =>
        Read(files, recipe, columns, stop).ToAsyncEnumerable();

    private static IEnumerable<DataRow> Read(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop)
    {
        // Readers of HDF5 and of folders go by paths.
        var folder = Directory.CreateTempSubdirectory("tsumugi-cells-");
        try
        {
            var links = folder.CreateSubdirectory(Root).FullName;
            LinkedFiles.Into(links, files.All);
            foreach (var path in Matrices(files.Chosen))
            {
                using var matrix = ExpressionMatrix.Open(path == Root ? links : Path.Combine(links, path), new() { Matrix = recipe.Matrix.Length > 0 ? recipe.Matrix : null });
                foreach (var row in matrix.Blocks(stop).SelectMany(block => Cells(matrix, block, path, columns)))
                    yield return row;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Files of HDF5, and folders with a matrix of Matrix Market.</returns>
    private static IEnumerable<string> Matrices(IReadOnlyList<string> chosen)
    {
        foreach (var path in chosen)
        {
            if (path.EndsWith(".mtx", StringComparison.Ordinal) || path.EndsWith(".mtx.gz", StringComparison.Ordinal))
                yield return Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : Root;
            else if (Path.GetExtension(path) is ".h5ad" or ".h5" or ".hdf5")
                yield return path;
            else if (!chosen.Any(other => other.Contains(".mtx", StringComparison.Ordinal) && Path.GetDirectoryName(other) == Path.GetDirectoryName(path)))
                throw new UnfitDataException($"{path} is no matrix of cells by its name; choose files that end in .h5ad, .h5, .hdf5, .mtx or .mtx.gz.");
        }
    }

    private static IEnumerable<DataRow> Cells(ExpressionMatrix matrix, CellBlock block, string path, IReadOnlyList<string> columns)
    {
        var (names, labels) = (block.Ids(), columns.Select(block.Column).ToList());
        for (var cell = 0; cell < block.Count; cell++)
        {
            var item = new CellItem(matrix.Genes, block.Genes(cell).ToArray(), block.Values(cell).ToArray());
            yield return new($"{path}, cell {block.First + cell + 1} ({names[cell]})", item, default, [.. labels.Select(label => label[cell])]);
        }
    }
}
