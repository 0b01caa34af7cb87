using System.Globalization;

namespace Tsumugi.Formats.Tables;

/// <summary>Cells as text, and how filters compare them.</summary>
public static class TableCell
{
    /// <summary>A page of a table shows the beginning of a long text.</summary>
    public const int MostText = 500;

    /// <summary>Elements of a list that are shown.</summary>
    public const int MostItems = 20;

    public static string? Text(object? value) => value switch
    {
        null or DBNull => null,
        string text => Cut(text),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => Cut(Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, MostText)))),
        Stream stream => $"{stream.Length} bytes",
        System.Collections.IDictionary map => List(map.Keys.Cast<object?>().Select(key => $"{Text(key)}: {Text(map[key!])}"), '{', '}'),
        System.Collections.IEnumerable list => List(list.Cast<object?>().Select(item => Text(item) ?? "null"), '[', ']'),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Cut(value.ToString() ?? ""),
    };

    public static string Cut(string text) => text.Length <= MostText ? text : $"{text.AsSpan(0, MostText)}…";

    public static string List(IEnumerable<string> items, char open = '[', char close = ']')
    {
        var shown = items.Take(MostItems + 1).ToList();
        return Cut($"{open}{string.Join(", ", shown.Take(MostItems))}{(shown.Count > MostItems ? ", …" : "")}{close}");
    }

    /// <summary>Numbers are compared as numbers where both are, everything else as text.</summary>
    public static bool Fits(string? cell, TableFilter filter)
    {
        if (cell is null)
            return filter.Operator == "!=";
        if (filter.Operator == "contains")
            return cell.Contains(filter.Value, StringComparison.OrdinalIgnoreCase);
        var order = double.TryParse(cell, CultureInfo.InvariantCulture, out var left) && double.TryParse(filter.Value, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(cell, filter.Value);
        return filter.Operator switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => false,
        };
    }

    /// <summary>The columns that the filters look at, by position.</summary>
    /// <exception cref="InvalidFileException">A filter names a column that the table does not have.</exception>
    public static IReadOnlyList<(int Column, TableFilter Filter)> Bind(string file, IReadOnlyList<TableColumn> columns, IReadOnlyList<TableFilter> filters)
    {
        var bound = new List<(int, TableFilter)>();
        foreach (var filter in filters)
        {
            var at = columns.Select((column, i) => (column, i)).Where(pair => pair.column.Name == filter.Column).Select(pair => pair.i).DefaultIfEmpty(-1).First();
            if (at < 0)
                throw TableFault.At(file, filter.Column, "The table has no such column.", "Choose one of the columns shown.");
            if (!TableFilter.Operators.Contains(filter.Operator))
                throw TableFault.At(file, filter.Column, $"There is no comparison '{filter.Operator}'.", $"Use one of {string.Join(' ', TableFilter.Operators)}.");
            bound.Add((at, filter));
        }

        return bound;
    }
}
