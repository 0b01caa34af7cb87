using PureHDF;
using PureHDF.Selections;
using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Tables;

/// <summary>AnnData in HDF5 (.h5ad): the tables obs and var, and what matrices there are. Reads the layout of today (groups of columns) and the one before (compound datasets).</summary>
internal sealed class AnnDataTable(string name, Stream file) : ITable
{
    private const string Obs = "obs";
    private const string Var = "var";

    /// <summary>Rows read at a time while searching.</summary>
    private const int Block = 4096;

    /// <summary>Rows looked through for one page of a search.</summary>
    private const int MostScanned = 1 << 17;

    private const int MostColumns = 2000;
    private const int MostArrays = 200;

    private static readonly string[] Groups = ["layers", "obsm", "varm", "obsp", "varp"];

    public Task<TableShape> DescribeAsync(string? part, CancellationToken ct) => Guarded(root => Shape(root, Part(root, part)));

    public Task<TablePage> ReadAsync(TableAsk ask, CancellationToken ct) => Guarded(root =>
    {
        var columns = AnnDataColumns.Of(root, Part(root, ask.Part), MostColumns);
        var filters = TableCell.Bind(name, [.. columns.All.Select(column => column.Column)], ask.Filters);
        var rows = new List<IReadOnlyList<string?>>();
        var at = Math.Max(0, ask.At);
        for (var scanned = 0; at < columns.Rows && rows.Count < ask.Count && scanned < MostScanned; scanned += Block)
        {
            ct.ThrowIfCancellationRequested();
            var length = (int)Math.Min(filters.Count > 0 ? Block : ask.Count - rows.Count, columns.Rows - at);
            var read = new string?[columns.All.Count][];
            foreach (var (column, _) in filters)
                read[column] ??= columns.All[column].Read(at, length);
            var chosen = Enumerable.Range(0, length).Where(row => filters.All(filter => TableCell.Fits(read[filter.Column][row], filter.Filter))).Take(ask.Count - rows.Count).ToList();
            for (var column = 0; column < read.Length && chosen.Count > 0; column++)
                read[column] ??= columns.All[column].Read(at, length);
            rows.AddRange(chosen.Select(row => (IReadOnlyList<string?>)[.. read.Select(cells => cells[row] is { } cell ? TableCell.Cut(cell) : null)]));
            at += rows.Count >= ask.Count && chosen.Count > 0 ? chosen[^1] + 1 : length;
        }

        return new TablePage(rows, at < columns.Rows ? at : null);
    });

    private static TableShape Shape(IH5Group root, string part)
    {
        var columns = AnnDataColumns.Of(root, part, MostColumns);
        string[] parts = [.. new[] { Obs, Var }.Where(root.LinkExists)];
        return new(part, parts, [.. columns.All.Select(column => column.Column)], columns.Rows, [.. Arrays(root).Take(MostArrays)]);
    }

    private string Part(IH5Group root, string? asked)
    {
        var part = asked ?? (root.LinkExists(Obs) ? Obs : Var);
        return part is Obs or Var && root.LinkExists(part) ? part : throw TableFault.At(name, part, "There is no such table: AnnData has obs and var.");
    }

    private static IEnumerable<TableArray> Arrays(IH5Group root)
    {
        foreach (var matrix in (string[])["X", "raw.X", "raw/X"])
        {
            if (root.LinkExists(matrix) && Array(matrix, root.Get(matrix)) is { } found)
                yield return found;
        }

        foreach (var group in Groups.Where(root.LinkExists))
        {
            switch (root.Get(group))
            {
                case IH5Group inside:
                    foreach (var child in inside.Children())
                    {
                        if (Array($"{group}/{child.Name}", child) is { } found)
                            yield return found;
                    }

                    break;
                case IH5Dataset { Type.Class: H5DataTypeClass.Compound } compound:
                    foreach (var member in compound.Type.Compound.Members)
                        yield return new($"{group}/{member.Name}", [(long)compound.Space.Dimensions[0], member.Type.Class == H5DataTypeClass.Array ? member.Type.Size / member.Type.Array.BaseType.Size : 1], HdfValues.TypeName(member.Type), "dense");
                    break;
            }
        }
    }

    /// <summary>A dense dataset, or a group with data, indices and indptr.</summary>
    private static TableArray? Array(string path, IH5Object found) => found switch
    {
        IH5Dataset dense => new(path, [.. dense.Space.Dimensions.Select(length => (long)length)], HdfValues.TypeName(dense.Type), "dense"),
        IH5Group sparse when sparse.LinkExists("data") && sparse.LinkExists("indptr") => new(
            path, Lengths(sparse), HdfValues.TypeName(sparse.Dataset("data").Type),
            (Text(sparse, "encoding-type") ?? Text(sparse, "h5sparse_format") ?? "sparse").Replace("_matrix", "", StringComparison.Ordinal)),
        _ => null,
    };

    private static IReadOnlyList<long> Lengths(IH5Group sparse)
    {
        foreach (var attribute in (string[])["shape", "h5sparse_shape"])
        {
            if (sparse.AttributeExists(attribute))
                return [.. HdfValues.Read(sparse.Attribute(attribute)).Select(text => long.Parse(text!, System.Globalization.CultureInfo.InvariantCulture))];
        }

        return [];
    }

    private static string? Text(IH5Group group, string attribute) => group.AttributeExists(attribute) ? HdfValues.Read(group.Attribute(attribute)).FirstOrDefault() : null;

    // The library answers damage with many kinds of exceptions.
    private Task<T> Guarded<T>(Func<IH5Group, T> read)
    {
        try
        {
            file.Position = 0;
            using var opened = H5File.Open(file, leaveOpen: true);
            return Task.FromResult(read(opened));
        }
        catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
        {
            throw TableFault.At(name, "HDF5", $"This is no readable AnnData file ({error.Message})", cause: error);
        }
    }
}
