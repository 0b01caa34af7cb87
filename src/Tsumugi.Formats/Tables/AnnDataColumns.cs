using PureHDF;
using PureHDF.Selections;
using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Tables;

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
                var value = row.GetValueOrDefault(member.Name);
                var text = value as string ?? TableCell.Text(value);
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
