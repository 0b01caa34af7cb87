using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Tsumugi.Models.Tracking.Filters;

/// <summary>Where the things that a filter names are in the records.</summary>
/// <param name="Attribute">From an attribute's main name to its expression.</param>
/// <param name="Rows">From a subject to the table of its rows and what ties them to the row asked for; null where there are none.</param>
internal sealed record FilterTables(Func<string, string> Attribute, Func<FilterSubject, (string Table, string Tie)?> Rows);

/// <summary>Conditions as SQL; whatever somebody wrote goes into parameters only.</summary>
internal sealed class FilterSql(FilterTables tables)
{
    private readonly List<SqliteParameter> _parameters = [];

    public object[] Parameters => [.. _parameters];

    public string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_parameters.Count}");
        _parameters.Add(new(name, value));
        return name;
    }

    public string Where(IEnumerable<FilterCondition> conditions) => string.Concat(conditions.Select(condition => $" AND {Holds(condition)}"));

    /// <summary>Missing values come last either way, and before them those that are no numbers.</summary>
    public string OrderBy(IEnumerable<FilterOrder> orders, string then)
    {
        var text = new StringBuilder("ORDER BY ");
        foreach (var order in orders)
        {
            var way = order.Ascending ? "ASC" : "DESC";
            if (order.Subject == FilterSubject.Attribute)
            {
                var column = tables.Attribute(order.Key);
                text.Append(CultureInfo.InvariantCulture, $"({column}) IS NULL, {column} {way}, ");
                continue;
            }

            var value = One(order, "x.\"Value\"");
            var rank = order.Subject == FilterSubject.Metric ? $"COALESCE({One(order, "x.\"IsNan\"")}, 2)" : $"{value} IS NULL";
            text.Append(CultureInfo.InvariantCulture, $"{rank}, {value} {way}, ");
        }

        return text.Append(then).ToString();
    }

    private string One(FilterOrder order, string column)
    {
        var (table, tie) = RowsOf(order.Subject);
        return $"(SELECT {column} FROM {table} x WHERE {tie} AND x.\"Key\" = {Add(order.Key)})";
    }

    private string Holds(FilterCondition condition)
    {
        if (condition.Subject == FilterSubject.Attribute)
            return Compare(tables.Attribute(condition.Key), condition);
        if (condition.Subject == FilterSubject.Dataset)
            return Dataset(condition);
        var (table, tie) = RowsOf(condition.Subject);
        var row = $"SELECT 1 FROM {table} x WHERE {tie} AND x.\"Key\" = {Add(condition.Key)}";
        return condition.Operator switch
        {
            FilterOperator.IsNull => $"NOT EXISTS ({row})",
            FilterOperator.IsNotNull => $"EXISTS ({row})",
            _ when condition.Subject == FilterSubject.Metric => $"EXISTS ({row} AND {Number(condition)})",
            _ => $"EXISTS ({row} AND {Compare("x.\"Value\"", condition)})",
        };
    }

    // What is no number is unequal to every number, and in no order with any.
    private string Number(FilterCondition condition) => condition.Operator is FilterOperator.NotEqual or FilterOperator.NotIn
        ? $"(x.\"IsNan\" = 1 OR {Compare("x.\"Value\"", condition)})"
        : $"x.\"IsNan\" = 0 AND {Compare("x.\"Value\"", condition)}";

    private string Dataset(FilterCondition condition)
    {
        var (table, tie) = RowsOf(FilterSubject.Dataset);
        return condition.Key switch
        {
            "context" => $"""EXISTS (SELECT 1 FROM {table} x, json_each(x."Tags") t WHERE {tie} AND json_extract(t.value, '$.key') = 'mlflow.data.context' AND {Compare("json_extract(t.value, '$.value')", condition)})""",
            "digest" => $"EXISTS (SELECT 1 FROM {table} x WHERE {tie} AND {Compare("x.\"Digest\"", condition)})",
            _ => $"EXISTS (SELECT 1 FROM {table} x WHERE {tie} AND {Compare("x.\"Name\"", condition)})",
        };
    }

    private (string Table, string Tie) RowsOf(FilterSubject subject) =>
        tables.Rows(subject) ?? throw new InvalidOperationException($"The vocabulary let {subject} through, and there is no table of it.");

    private string Compare(string column, FilterCondition condition) => condition.Operator switch
    {
        FilterOperator.Equal => $"{column} = {Add(condition.Values[0])}",
        FilterOperator.NotEqual => $"{column} <> {Add(condition.Values[0])}",
        FilterOperator.Less => $"{column} < {Add(condition.Values[0])}",
        FilterOperator.LessOrEqual => $"{column} <= {Add(condition.Values[0])}",
        FilterOperator.Greater => $"{column} > {Add(condition.Values[0])}",
        FilterOperator.GreaterOrEqual => $"{column} >= {Add(condition.Values[0])}",
        FilterOperator.Like => $"{column} GLOB {Add(Glob((string)condition.Values[0]))}",
        FilterOperator.ILike => $"{column} LIKE {Add(condition.Values[0])}",
        FilterOperator.In => $"{column} IN ({string.Join(", ", condition.Values.Select(Add))})",
        FilterOperator.NotIn => $"{column} NOT IN ({string.Join(", ", condition.Values.Select(Add))})",
        _ => throw new InvalidOperationException($"{condition.Operator} compares nothing."),
    };

    // SQLite's LIKE takes capitals for small letters; its GLOB does not.
    private static string Glob(string like)
    {
        var glob = new StringBuilder();
        foreach (var c in like)
            _ = c switch { '%' => glob.Append('*'), '_' => glob.Append('?'), '*' or '?' or '[' => glob.Append('[').Append(c).Append(']'), _ => glob.Append(c) };
        return glob.ToString();
    }
}
