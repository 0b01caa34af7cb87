using System.Globalization;
using PureHDF;
using Tsumugi.Formats.Hdf;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Expression;

/// <summary>AnnData in HDF5, the layout of today (groups) and the one before (compound obs and var, <c>raw.X</c>, <c>h5sparse_format</c>).</summary>
internal static class AnnData
{
    private const int MostColumns = 2000;
    private const int MostGenes = 1 << 20;

    private static readonly string[] Matrices = ["X", "raw/X", "raw.X"];
    private static readonly string[] IdColumns = ["gene_ids", "gene_id", "ensembl_id", "ensembl", "feature_id"];
    private static readonly string[] NameColumns = ["feature_name", "gene_symbols", "gene_symbol", "gene_name", "gene_names"];

    public static ExpressionMatrix Open(HdfInput input, ExpressionOptions options)
    {
        var path = MatrixPath(input, options.Matrix);
        var genes = Genes(input, path is "raw/X" ? "raw/var" : path is "raw.X" ? "raw.var" : "var");
        var cells = Cells(input);
        return new(genes, cells, Values(input, path, cells.Count, genes.Count, options), input);
    }

    private static string MatrixPath(HdfInput input, string? asked)
    {
        var path = asked is null ? "X" : asked == "raw" ? input.Has("raw.X") ? "raw.X" : "raw/X" : asked;
        if (input.Has(path))
            return path;
        var layers = input.Has("layers") ? input.Read("layers", () => input.Root.Group("layers").Children().Select(layer => $"layers/{layer.Name}").ToArray()) : [];
        string[] known = [.. Matrices.Where(input.Has), .. layers];
        throw input.Fault(path, "There is no such matrix.", $"Choose one of {string.Join(", ", known)}.");
    }

    private static ICellValues Values(HdfInput input, string path, long cells, int genes, ExpressionOptions options)
    {
        var format = input.Read(path, () => input.Root.Get(path) is IH5Group group ? Encoding(group) : "array");
        if (format.StartsWith("csr", StringComparison.Ordinal))
            return new CompressedCells(input, path, options);
        if (format.StartsWith("csc", StringComparison.Ordinal))
            return new TransposedCells(new CompressedGenes(input, path, cells, genes), options);
        if (format == "array")
            return new DenseCells(input.Numbers(path), genesFirst: false, options);
        throw input.Fault(path, $"Matrices of the encoding '{format}' are not read.", "Write it as csr_matrix, csc_matrix or a dense array.");
    }

    private static string Encoding(IH5Group group)
    {
        foreach (var attribute in (string[])["encoding-type", "h5sparse_format"])
        {
            if (group.AttributeExists(attribute) && HdfValues.Read(group.Attribute(attribute)) is [{ } text, ..])
                return text;
        }

        return "none";
    }

    private static List<ExpressionGene> Genes(HdfInput input, string part) => input.Read(part, () =>
    {
        var columns = AnnDataColumns.Of(input.Root, part, MostColumns);
        if (columns.Rows > MostGenes)
            throw input.Fault(part, $"It names {columns.Rows} genes; at most {MostGenes} are read.", "Check the file: no genome has so many.");
        var index = columns.All[0].Read(0, columns.Rows);
        var ids = Of(columns, IdColumns) ?? index;
        var names = Of(columns, NameColumns) ?? index;
        var types = Of(columns, ["feature_types"]);
        return Enumerable.Range(0, index.Length)
            .Select(i => new ExpressionGene(ids[i] ?? index[i] ?? i.ToString(CultureInfo.InvariantCulture), names[i] ?? index[i] ?? "", types?[i]))
            .ToList();
    });

    private static string?[]? Of(AnnDataColumns columns, string[] names) =>
        columns.All.FirstOrDefault(column => names.Contains(column.Column.Name))?.Read(0, columns.Rows);

    private static CellTable Cells(HdfInput input) => input.Read("obs", () =>
    {
        var columns = AnnDataColumns.Of(input.Root, "obs", MostColumns);
        string[] names = [.. columns.All.Skip(1).Select(column => column.Column.Name)];
        return new CellTable(input.File, columns.Rows, names, (name, at, count) =>
            input.Read($"obs/{name}", () => columns.All[name is null ? 0 : Array.IndexOf(names, name) + 1].Read(at, count)));
    });
}
