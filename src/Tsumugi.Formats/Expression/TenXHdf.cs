using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>HDF5 of 10x's Cell Ranger: genes × barcodes in compressed columns, so stored cell after cell.</summary>
internal static class TenXHdf
{
    /// <summary>Cell Ranger 3 and later: group <c>matrix</c> with <c>features</c>.</summary>
    public static ExpressionMatrix OpenVersion3(HdfInput input, ExpressionOptions options)
    {
        var ids = input.Texts("matrix/features/id");
        var types = input.Has("matrix/features/feature_type") ? input.Texts("matrix/features/feature_type") : null;
        return Open(input, "matrix", ids, input.Texts("matrix/features/name"), types, options);
    }

    /// <summary>Before: a group for each genome with <c>genes</c> and <c>gene_names</c>.</summary>
    public static ExpressionMatrix OpenVersion2(HdfInput input, string genome, ExpressionOptions options) =>
        Open(input, genome, input.Texts($"{genome}/genes"), input.Texts($"{genome}/gene_names"), null, options);

    private static ExpressionMatrix Open(HdfInput input, string group, string[] ids, string[] names, string[]? types, ExpressionOptions options)
    {
        var barcodes = input.Texts($"{group}/barcodes");
        var shape = new long[2];
        input.Numbers($"{group}/shape").Read<long>(0, shape);
        if (names.Length != ids.Length || (types is not null && types.Length != ids.Length) || shape[0] != ids.Length || shape[1] != barcodes.Length)
            throw input.Fault($"{group}/shape", $"It says {shape[0]} × {shape[1]}, beside {ids.Length} ids, {names.Length} names and {barcodes.Length} barcodes.", ExpressionFault.WriteAgain);
        var genes = ids.Select((id, i) => new ExpressionGene(id, names[i], types?[i])).ToList();
        return new(genes, CellTable.Named(input.File, barcodes), new CompressedCells(input, group, options), input);
    }
}
