using PureHDF;
using PureHDF.Selections;

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
            rows.AddRange(chosen.Select(row => (IReadOnlyList<string?>)[.. read.Select(cells => cells[row])]));
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

/// <summary>The columns of obs or var, whichever way they are laid out.</summary>
internal sealed record AnnDataColumns(IReadOnlyList<AnnDataColumn> All, long Rows)
{
    public static AnnDataColumns Of(IH5Group root, string part, int most) => root.Get(part) switch
    {
        IH5Group group => OfGroup(group, most),
        IH5Dataset { Type.Class: H5DataTypeClass.Compound } compound => OfCompound(root, compound, most),
        _ => throw new InvalidDataException($"{part} is no table"),
    };

    private static AnnDataColumns OfGroup(IH5Group group, int most)
    {
        var index = group.AttributeExists("_index") ? HdfValues.Read(group.Attribute("_index")).FirstOrDefault() ?? "_index" : "_index";
        var order = group.AttributeExists("column-order") ? HdfValues.Read(group.Attribute("column-order")).OfType<string>() : group.Children().Select(child => child.Name);
        string[] names = [index, .. order.Where(one => one != index)];
        var columns = names.Where(group.LinkExists).Take(most).Select(one => OfChild(one, group.Get(one))).OfType<AnnDataColumn>().ToList();
        var rows = group.LinkExists(index) && group.Get(index) is IH5Dataset keys ? (long)keys.Space.Dimensions[0] : 0;
        return new(columns, rows);
    }

    private static AnnDataColumn? OfChild(string name, IH5Object child) => child switch
    {
        IH5Dataset { Space.Dimensions.Length: 1 } plain => new(new(name, HdfValues.TypeName(plain.Type), HdfValues.Meaning(plain.Type)), (at, count) => HdfValues.Read(plain, at, count)),
        IH5Group group when group.LinkExists("codes") && group.LinkExists("categories") => Categorical(name, group.Dataset("codes"), group.Dataset("categories")),
        IH5Group group when group.LinkExists("values") && group.LinkExists("mask") => Masked(name, group.Dataset("values"), group.Dataset("mask")),
        _ => null,
    };

    private static AnnDataColumn Categorical(string name, IH5Dataset codes, IH5Dataset categories)
    {
        var names = new Lazy<string?[]>(() => HdfValues.Read(categories, 0, (long)categories.Space.Dimensions[0]));
        return new(new(name, "categorical", "Text"), (at, count) =>
            [.. HdfValues.Read(codes, at, count).Select(code => int.TryParse(code, out var i) && i >= 0 && i < names.Value.Length ? names.Value[i] : null)]);
    }

    private static AnnDataColumn Masked(string name, IH5Dataset values, IH5Dataset mask) => new(
        new(name, HdfValues.TypeName(values.Type), HdfValues.Meaning(values.Type)),
        (at, count) => [.. HdfValues.Read(values, at, count).Zip(HdfValues.Read(mask, at, count), (value, masked) => masked is "1" or "true" or "TRUE" ? null : value)]);

    private static AnnDataColumns OfCompound(IH5Group root, IH5Dataset compound, int most)
    {
        var rows = (long)compound.Space.Dimensions[0];

        // One read gives all members of some rows; the columns share it.
        (long At, long Count, Dictionary<string, object?>[] Rows) last = (-1, 0, []);
        Dictionary<string, object?>[] Read(long at, long count)
        {
            if (last.At != at || last.Count != count)
                last = (at, count, compound.Read<Dictionary<string, object?>[]>(fileSelection: new HyperslabSelection(start: (ulong)at, block: (ulong)count)));
            return last.Rows;
        }

        var columns = compound.Type.Compound.Members.Take(most).Select(member =>
        {
            var categories = $"uns/{member.Name}_categories";
            string?[]? names = member.Type.Class == H5DataTypeClass.FixedPoint && root.LinkExists(categories) ? HdfValues.Read(root.Dataset(categories), 0, (long)root.Dataset(categories).Space.Dimensions[0]) : null;
            string? Cell(Dictionary<string, object?> row)
            {
                var text = TableCell.Text(row.GetValueOrDefault(member.Name));
                return names is null ? text : int.TryParse(text, out var code) && code >= 0 && code < names.Length ? names[code] : null;
            }

            return new AnnDataColumn(
                names is null ? new(member.Name, HdfValues.TypeName(member.Type), HdfValues.Meaning(member.Type)) : new(member.Name, "categorical", "Text"),
                (at, count) => [.. Read(at, count).Select(Cell)]);
        });
        return new([.. columns], rows);
    }
}

internal sealed record AnnDataColumn(TableColumn Column, Func<long, long, string?[]> Values)
{
    public string?[] Read(long at, long count) => Values(at, count);
}
