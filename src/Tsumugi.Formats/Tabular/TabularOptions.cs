namespace Tsumugi.Formats.Tabular;

/// <summary>How a table is read.</summary>
public sealed record TabularOptions
{
    public static TabularOptions Default { get; } = new();

    /// <summary>Names of the columns of delimited text that has none; null takes the first record.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Records before the first row (or before the record of names) that are passed over.</summary>
    public int SkipRecords { get; init; }

    /// <summary>Kinds of columns by name; of the others the first rows tell.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>Cells that say that there is no value.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "", "NA", "N/A", "NaN", "null" };

    public bool IsMissing(string? cell) => cell is null || Missing.Contains(cell.Trim());

    /// <summary>Rows looked at to tell what kind a column is; categorical when one of them is no number.</summary>
    public int Sample { get; init; } = 1000;
}
