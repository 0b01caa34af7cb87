using System.Globalization;

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

    /// <returns>Whether a cell is a finite number, written with a decimal point.</returns>
    public static bool TryNumber(string cell, out TabularValue value)
    {
        var isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = isNumber ? Of(number) : default;
        return isNumber;
    }
}
