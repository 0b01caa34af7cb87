namespace Tsumugi.Formats.Expression;

/// <summary>Some consecutive cells. The next block uses the same memory again.</summary>
public sealed class CellBlock
{
    private readonly CellTable _cells;
    private readonly int[] _starts;
    private readonly int[] _genes;
    private readonly float[] _values;

    /// <param name="starts">Where the entries of each cell begin, and the end: [count + 1].</param>
    internal CellBlock(CellTable cells, long first, int count, int[] starts, int[] genes, float[] values)
    {
        (_cells, First, Count) = (cells, first, count);
        (_starts, _genes, _values) = (starts, genes, values);
    }

    /// <summary>0-based position of the first cell in the file.</summary>
    public long First { get; }

    public int Count { get; }

    /// <summary>Positions in <see cref="ExpressionMatrix.Genes"/>, ascending, none twice.</summary>
    public ReadOnlySpan<int> Genes(int cell) => _genes.AsSpan(_starts[cell].._starts[cell + 1]);

    /// <summary>Finite values beside <see cref="Genes"/>; a gene that is not named has 0.</summary>
    public ReadOnlySpan<float> Values(int cell) => _values.AsSpan(_starts[cell].._starts[cell + 1]);

    /// <summary>Names of the cells, e.g. barcodes.</summary>
    public string?[] Ids() => _cells.Ids(First, Count);

    /// <summary>One of <see cref="ExpressionMatrix.Columns"/> for these cells; null where there is no value.</summary>
    public string?[] Column(string name) => _cells.Column(name, First, Count);
}
