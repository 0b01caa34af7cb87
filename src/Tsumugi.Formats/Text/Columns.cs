namespace Tsumugi.Formats.Text;

/// <summary>Finds columns of a row divided by tabulators.</summary>
internal static class Columns
{
    /// <param name="ends">Filled with the index after each column, as many as it has room for.</param>
    /// <returns>Columns found, at most the room.</returns>
    public static int Split(ReadOnlySpan<byte> row, Span<int> ends)
    {
        var at = 0;
        for (var column = 0; column < ends.Length; column++)
        {
            var tab = row[at..].IndexOf((byte)'\t');
            ends[column] = tab < 0 ? row.Length : at + tab;
            if (tab < 0)
                return column + 1;
            at += tab + 1;
        }
        return ends.Length;
    }

    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> row, ReadOnlySpan<int> ends, int column) =>
        row[(column == 0 ? 0 : ends[column - 1] + 1)..ends[column]];
}
