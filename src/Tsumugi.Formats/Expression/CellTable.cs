namespace Tsumugi.Formats.Expression;

/// <summary>What a file says of its cells beside their expression.</summary>
/// <param name="Read">Values of the named column from a cell on; the name null asks for the cells' names.</param>
internal sealed record CellTable(string File, long Count, IReadOnlyList<string> Columns, Func<string?, long, int, string?[]> Read)
{
    /// <summary>Cells that have names only.</summary>
    public static CellTable Named(string file, string[] names) => new(file, names.Length, [], (_, at, count) => names.AsSpan((int)at, count).ToArray());

    public string?[] Ids(long at, int count) => Read(null, at, count);

    public string?[] Column(string name, long at, int count) => Columns.Contains(name)
        ? Read(name, at, count)
        : throw ExpressionFault.At(File, name, "There is no such column of cells.", Columns.Count == 0 ? "This file has none." : $"It has {string.Join(", ", Columns)}.");
}
