namespace Tsumugi.Formats.Expression;

/// <summary>Cells × genes in a file, read block after block of cells.</summary>
public sealed class ExpressionMatrix : IDisposable
{
    private readonly ICellValues _values;
    private readonly CellTable _cells;
    private readonly IDisposable? _file;

    internal ExpressionMatrix(IReadOnlyList<ExpressionGene> genes, CellTable cells, ICellValues values, IDisposable? file)
    {
        (Genes, _cells, _values, _file) = (genes, cells, values, file);
    }

    /// <summary>Name of the file or folder, for messages.</summary>
    public string File => _cells.File;

    public IReadOnlyList<ExpressionGene> Genes { get; }

    public long CellCount => _cells.Count;

    /// <summary>Names of what is known of each cell, e.g. its type or donor.</summary>
    public IReadOnlyList<string> Columns => _cells.Columns;

    /// <summary>Opens AnnData (.h5ad), 10x's and pandas's HDF5 (.h5), or a folder of 10x's matrix.mtx, genes and barcodes.</summary>
    /// <exception cref="InvalidFileException">It cannot be read as what it claims to be.</exception>
    public static ExpressionMatrix Open(string path, ExpressionOptions? options = null) =>
        Directory.Exists(path) ? TenXFolder.Open(path, options ?? ExpressionOptions.Default) : HdfExpression.Open(path, options ?? ExpressionOptions.Default);

    /// <summary>All cells in the file's order.</summary>
    /// <exception cref="InvalidFileException">The file breaks its format; says where.</exception>
    public IEnumerable<CellBlock> Blocks(CancellationToken ct = default) => _values.Read(_cells, Genes.Count, ct);

    public void Dispose() => _file?.Dispose();
}

/// <summary>One way in which a matrix is stored.</summary>
internal interface ICellValues
{
    IEnumerable<CellBlock> Read(CellTable cells, int genes, CancellationToken ct);
}
