using PureHDF;
using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>Expression in HDF5: which program wrote it is told by what is in the file.</summary>
internal static class HdfExpression
{
    public static ExpressionMatrix Open(string path, ExpressionOptions options)
    {
        var input = HdfInput.Open(path);
        try
        {
            return Open(input, options);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static ExpressionMatrix Open(HdfInput input, ExpressionOptions options)
    {
        if (input.Has("var") && input.Has("obs"))
            return AnnData.Open(input, options);
        if (input.Has("matrix") && input.Has("matrix/barcodes"))
            return TenXHdf.OpenVersion3(input, options);
        if (Groups(input, "barcodes", "indptr") is { Count: > 0 } genomes)
            return TenXHdf.OpenVersion2(input, Choose(input, genomes, options), options);
        if (Groups(input, "axis0", "block0_values") is { Count: > 0 } frames)
            return PandasFrame.Open(input, Choose(input, frames, options), options);
        throw input.Fault("groups", "It is none of AnnData (obs and var), 10x (barcodes and indptr) or a pandas frame (axis0 and block0_values).",
            "Write it as AnnData with scanpy's write_h5ad.");
    }

    private static List<string> Groups(HdfInput input, string one, string other) => input.Read("groups", () => input.Root.Children()
        .OfType<IH5Group>().Where(group => group.LinkExists(one) && group.LinkExists(other)).Select(group => group.Name).ToList());

    private static string Choose(HdfInput input, List<string> groups, ExpressionOptions options)
    {
        if (options.Matrix is { } asked)
            return groups.Contains(asked) ? asked : throw input.Fault(asked, "There is no such matrix.", $"Choose one of {string.Join(", ", groups)}.");
        return groups is [var only] ? only : throw input.Fault("groups", $"It has {groups.Count} matrices.", $"Choose one of {string.Join(", ", groups)}.");
    }
}
