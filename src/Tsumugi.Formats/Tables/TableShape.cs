namespace Tsumugi.Formats.Tables;

/// <summary>What a table file holds.</summary>
/// <param name="Part">Which table of the file this is; null when it has one only.</param>
/// <param name="Parts">Names of all its tables; empty when it has one only.</param>
/// <param name="Rows">Null when counting them would mean reading the whole file.</param>
/// <param name="Arrays">Matrices beside the tables, for example X of AnnData.</param>
public sealed record TableShape(
    string? Part, IReadOnlyList<string> Parts, IReadOnlyList<TableColumn> Columns, long? Rows, IReadOnlyList<TableArray> Arrays);

/// <param name="Type">As the format calls it.</param>
/// <param name="Meaning">Name of a schema.org type: Text, Integer, Float, Boolean, Date, DateTime, Time.</param>
/// <param name="IsList">Whether each cell holds several values.</param>
public sealed record TableColumn(string Name, string Type, string Meaning, bool IsList = false);

/// <param name="Shape">Lengths of its axes.</param>
/// <param name="Encoding">How it is stored: dense, csr, csc.</param>
public sealed record TableArray(string Name, IReadOnlyList<long> Shape, string Type, string Encoding);

/// <param name="At">Where to begin: 0, or what the page before gave as its next.</param>
/// <param name="Count">Rows wanted at most.</param>
public sealed record TableAsk(string? Part, long At, int Count, IReadOnlyList<TableFilter> Filters);

/// <param name="Operator">One of <see cref="Operators"/>.</param>
public sealed record TableFilter(string Column, string Operator, string Value)
{
    public static readonly IReadOnlyList<string> Operators = ["contains", "=", "!=", "<", "<=", ">", ">="];
}

/// <param name="Rows">Cells as text; null where there is no value.</param>
/// <param name="Next">Where the next page begins; null at the end. There may be fewer rows than wanted before the end: the search goes on from there.</param>
public sealed record TablePage(IReadOnlyList<IReadOnlyList<string?>> Rows, long? Next);
