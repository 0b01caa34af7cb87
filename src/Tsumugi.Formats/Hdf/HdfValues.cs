using PureHDF;
using PureHDF.Selections;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Hdf;

/// <summary>One-dimensional values of HDF5 as text.</summary>
internal static class HdfValues
{
    private const long MostValues = 1 << 20;

    public static string?[] Read(IH5Dataset dataset, long at, long count)
    {
        if (count > MostValues)
            throw new InvalidDataException($"{count} values are more than are read at once");
        var slab = new HyperslabSelection(start: (ulong)at, block: (ulong)count);
        return dataset.Type.Class switch
        {
            _ when count == 0 => [],
            H5DataTypeClass.String or H5DataTypeClass.VariableLength => Texts(dataset.Read<string?[]>(fileSelection: slab)),
            H5DataTypeClass.FloatingPoint when dataset.Type.Size == 4 => Texts(dataset.Read<float[]>(fileSelection: slab)),
            H5DataTypeClass.FloatingPoint when dataset.Type.Size == 8 => Texts(dataset.Read<double[]>(fileSelection: slab)),
            H5DataTypeClass.FixedPoint or H5DataTypeClass.Enumerated or H5DataTypeClass.BitField => Whole(dataset, slab),
            _ => throw new InvalidDataException($"values of the type {TypeName(dataset.Type)} are not shown"),
        };
    }

    /// <summary>An attribute, as a list also when it is a single value.</summary>
    public static string?[] Read(IH5Attribute attribute) => (attribute.Type.Class, attribute.Space.Dimensions.Length) switch
    {
        (H5DataTypeClass.String or H5DataTypeClass.VariableLength, 0) => [attribute.Read<string>()],
        (H5DataTypeClass.String or H5DataTypeClass.VariableLength, _) => attribute.Space.Dimensions[0] == 0 ? [] : Texts(attribute.Read<string?[]>()),
        (_, 0) => [TableCell.Text(attribute.Read<long>())],
        _ when attribute.Type.Size == 4 => Texts(attribute.Read<int[]>()),
        _ => Texts(attribute.Read<long[]>()),
    };

    public static string TypeName(IH5DataType type) => type.Class switch
    {
        H5DataTypeClass.FixedPoint => $"{(type.FixedPoint.IsSigned ? "int" : "uint")}{type.Size * 8}",
        H5DataTypeClass.FloatingPoint => $"float{type.Size * 8}",
        H5DataTypeClass.String or H5DataTypeClass.VariableLength => "string",
        H5DataTypeClass.Enumerated => "bool",
        H5DataTypeClass.Array => TypeName(type.Array.BaseType),
        var other => other.ToString().ToLowerInvariant(),
    };

    public static string Meaning(IH5DataType type) => type.Class switch
    {
        H5DataTypeClass.FixedPoint => "Integer",
        H5DataTypeClass.FloatingPoint => "Float",
        H5DataTypeClass.Enumerated => "Boolean",
        _ => "Text",
    };

    private static string?[] Whole(IH5Dataset dataset, HyperslabSelection slab)
    {
        var type = dataset.Type;
        var signed = type.Class != H5DataTypeClass.FixedPoint || type.FixedPoint.IsSigned;
        return (type.Size, signed) switch
        {
            (1, true) => Texts(dataset.Read<sbyte[]>(fileSelection: slab)),
            (1, _) => Texts(dataset.Read<byte[]>(fileSelection: slab)),
            (2, true) => Texts(dataset.Read<short[]>(fileSelection: slab)),
            (2, _) => Texts(dataset.Read<ushort[]>(fileSelection: slab)),
            (4, true) => Texts(dataset.Read<int[]>(fileSelection: slab)),
            (4, _) => Texts(dataset.Read<uint[]>(fileSelection: slab)),
            (_, true) => Texts(dataset.Read<long[]>(fileSelection: slab)),
            _ => Texts(dataset.Read<ulong[]>(fileSelection: slab)),
        };
    }

    // Whole: who shows a page cuts.
    private static string?[] Texts<T>(T[] values) => [.. values.Select(value => value is string text ? text : TableCell.Text(value))];
}
