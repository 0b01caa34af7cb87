using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>A frame of numbers as pandas's <c>to_hdf</c> writes it: columns in <c>axis0</c>, rows in <c>axis1</c>, one block of rows × columns.</summary>
/// <remarks>Which axis are cells the file does not say; tables of digital gene expression have genes in rows.</remarks>
internal static class PandasFrame
{
    public static ExpressionMatrix Open(HdfInput input, string frame, ExpressionOptions options)
    {
        if (input.Has($"{frame}/block1_values"))
            throw input.Fault(frame, "Its columns are of several types.", "Write counts alone, as one type.");
        var (columns, rows) = (input.Texts($"{frame}/axis0"), input.Texts($"{frame}/axis1"));
        if (!input.Texts($"{frame}/block0_items").SequenceEqual(columns))
            throw input.Fault($"{frame}/block0_items", "Its columns are in another order than axis0.", "Sort the frame's columns and write it again.");
        var (cells, genes) = options.RowsAreCells ? (rows, columns) : (columns, rows);
        return new(
            [.. genes.Select(gene => new ExpressionGene(gene, gene))], CellTable.Named(input.File, cells),
            new DenseCells(input.Numbers($"{frame}/block0_values"), genesFirst: !options.RowsAreCells, options), input);
    }
}
