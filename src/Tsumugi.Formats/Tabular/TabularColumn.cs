namespace Tsumugi.Formats.Tabular;

/// <summary>A column of a table as training takes it.</summary>
public sealed record TabularColumn(string Name, ColumnKind Kind);

public enum ColumnKind
{
    Numeric,
    Categorical,
}

/// <summary>A cell: a number, a category, or missing.</summary>
public readonly record struct TabularValue(double? Number, string? Category)
{
    public bool IsMissing => Number is null && Category is null;

    public static TabularValue Of(double number) => new(number, null);

    public static TabularValue Of(string category) => new(null, category);
}
