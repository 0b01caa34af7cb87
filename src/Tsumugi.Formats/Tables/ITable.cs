namespace Tsumugi.Formats.Tables;

/// <summary>A table in a file: what its columns are, and rows from any place on. Reads no more of the file than the answer needs.</summary>
public interface ITable
{
    /// <param name="part">Which table of the file; null for its first, or only one.</param>
    /// <exception cref="InvalidFileException">The file cannot be read as what it claims to be.</exception>
    Task<TableShape> DescribeAsync(string? part, CancellationToken ct);

    /// <exception cref="InvalidFileException">The file cannot be read as what it claims to be.</exception>
    Task<TablePage> ReadAsync(TableAsk ask, CancellationToken ct);
}
