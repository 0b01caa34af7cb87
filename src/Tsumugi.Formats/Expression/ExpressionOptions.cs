namespace Tsumugi.Formats.Expression;

/// <summary>What is read of a file, and how much of it is held at a time.</summary>
public sealed record ExpressionOptions
{
    public static ExpressionOptions Default { get; } = new();

    /// <summary>Which matrix: <c>X</c>, <c>raw</c> or <c>layers/NAME</c> of AnnData, a genome of 10x version 2, a frame of pandas; null for the first, or only one.</summary>
    public string? Matrix { get; init; }

    /// <summary>Memory for the cells of one block; it holds one cell at least. Matrices stored by gene are read once for each block.</summary>
    public long BlockBytes { get; init; } = 64L << 20;

    /// <summary>Cells of one block, at most.</summary>
    public int BlockCells { get; init; } = 4096;

    /// <summary>Of pandas: rows are cells and columns genes. Tables of digital gene expression are the other way round.</summary>
    public bool RowsAreCells { get; init; }

    /// <summary>Entries (gene and value, eight bytes) of one block.</summary>
    internal int BlockEntries => (int)Math.Clamp(BlockBytes / 8, 1, 1 << 27);
}
