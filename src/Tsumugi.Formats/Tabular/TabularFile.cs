using System.Globalization;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Tabular;

/// <summary>CSV, TSV (also .gz) or Parquet as rows of numbers and categories. Goes through the file from its beginning as often as it is asked.</summary>
public sealed class TabularFile
{
    private readonly string _path;
    private readonly TabularOptions _options;

    private TabularFile(string path, TabularOptions options, IReadOnlyList<TabularColumn> columns) => (_path, _options, Columns) = (path, options, columns);

    public IReadOnlyList<TabularColumn> Columns { get; }

    /// <exception cref="InvalidFileException">It is no such table, or a named column is not there.</exception>
    public static async Task<TabularFile> OpenAsync(string path, TabularOptions? options = null, CancellationToken ct = default)
    {
        options ??= TabularOptions.Default;
        await using var rows = await TabularRows.OpenAsync(path, options, ct);
        if (options.Kinds.Keys.FirstOrDefault(name => !rows.Names.Contains(name)) is { } absent)
            throw Fault(path, 0, absent, "There is no such column.", $"It has {string.Join(", ", rows.Names)}.");
        var numeric = rows.Names.Select(_ => true).ToArray();
        for (var row = 0; row < options.Sample && await rows.NextAsync(ct) is { } cells; row++)
        {
            for (var column = 0; column < cells.Count; column++)
                numeric[column] &= options.IsMissing(cells[column]) || TabularValue.TryNumber(cells[column]!, out _);
        }

        return new(path, options, [.. rows.Names.Select((name, i) =>
            new TabularColumn(name, options.Kinds.TryGetValue(name, out var kind) ? kind : numeric[i] ? ColumnKind.Numeric : ColumnKind.Categorical))]);
    }

    /// <summary>Values beside <see cref="Columns"/>, row after row.</summary>
    /// <exception cref="InvalidFileException">A cell of a numeric column is no number; says which.</exception>
    public async IAsyncEnumerable<TabularValue[]> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var rows = await TabularRows.OpenAsync(_path, _options, ct);
        for (var number = 1L; await rows.NextAsync(ct) is { } cells; number++)
        {
            var values = new TabularValue[Columns.Count];
            for (var column = 0; column < values.Length; column++)
                values[column] = Value(cells[column], Columns[column], number);
            yield return values;
        }
    }

    /// <summary>The cells of one column as they stand, e.g. SMILES; null where missing.</summary>
    public async IAsyncEnumerable<string?> TextsAsync(string column, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var rows = await TabularRows.OpenAsync(_path, _options, ct);
        var at = rows.Names.Index().Where(pair => pair.Item == column).Select(pair => pair.Index).DefaultIfEmpty(-1).First();
        if (at < 0)
            throw Fault(_path, 0, column, "There is no such column.", $"It has {string.Join(", ", rows.Names)}.");
        while (await rows.NextAsync(ct) is { } cells)
            yield return _options.IsMissing(cells[at]) ? null : cells[at];
    }

    internal static InvalidFileException Fault(string path, long row, string column, string problem, string remedy) => new(new()
    {
        File = Path.GetFileName(path),
        Field = row == 0 ? column : string.Create(CultureInfo.InvariantCulture, $"row {row}, {column}"),
        Problem = problem,
        Remedy = remedy,
    });

    private TabularValue Value(string? cell, TabularColumn column, long row)
    {
        if (_options.IsMissing(cell))
            return default;
        if (column.Kind == ColumnKind.Categorical)
            return TabularValue.Of(cell!);
        return TabularValue.TryNumber(cell!, out var number)
            ? number
            : throw Fault(_path, row, column.Name, $"'{TableCell.Cut(cell!)}' is no number, as the {_options.Sample} first cells are.", "Correct the cell, or state that the column is categorical.");
    }
}
