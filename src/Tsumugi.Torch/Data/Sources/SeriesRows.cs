using System.Globalization;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.Tables;
using Tsumugi.Formats.Tabular;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens.Records;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Tables of which several rows are one record at different times: the visits of a person. They may lie apart; records come in the order of their first rows.</summary>
internal sealed class SeriesRows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var path in files.Chosen)
        {
            TableRows.Require(path, recipe);
            var features = await RecordRows.FeaturesAsync(files, path, recipe, [recipe.Record, recipe.Time, .. columns], stop);
            var records = new Dictionary<string, Series>(StringComparer.Ordinal);
            await using var file = files.Open(path);
            var number = 0L;
            await foreach (var cells in TableColumns.ReadAsync(path, file, [recipe.Record, recipe.Time, .. features, .. columns], stop))
            {
                var place = $"{path}, row {++number}";
                if (cells[0] is not { Length: > 0 } name)
                    throw new UnfitDataException($"{place}: column {recipe.Record} does not say whose row it is; fill it in or leave the row out.");
                if (!records.TryGetValue(name, out var record))
                    records[name] = record = new($"{place} ({name})", new string?[columns.Count]);
                record.Add(place, Moment.Of(cells[1], place, recipe.Time), cells[2..(2 + features.Count)]);
                record.Beside(place, columns, cells[(2 + features.Count)..]);
            }

            foreach (var record in records.Values)
                yield return new(record.Place, record.ToItem(features), default, record.Cells);
        }
    }

    /// <summary>A number in whatever unit the column has, or a date.</summary>
    /// <param name="Value">Days since the year 1 where it is a date; NaN where it is missing.</param>
    private readonly record struct Moment(double Value, bool IsDate)
    {
        private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

        public static Moment Of(string? cell, string place, string column)
        {
            if (RecordTokenizer.IsMissing(cell))
                return new(double.NaN, false);
            if (TabularValue.TryNumber(cell!, out var number))
                return new(number.Number!.Value, false);
            return DateTime.TryParseExact(cell, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? new(date.Ticks / (double)TimeSpan.TicksPerDay, true)
                : throw new UnfitDataException($"{place}: '{cell}' in column {column} is no time; write a number, or a date as 2026-04-30 or 2026-04-30T13:05.");
        }
    }

    private sealed class Series(string place, string?[] cells)
    {
        private readonly List<(Moment Moment, string?[] Values)> _rows = [];

        public string Place => place;

        public string?[] Cells => cells;

        public void Add(string row, Moment moment, string?[] values)
        {
            if (_rows.FirstOrDefault(other => !double.IsNaN(other.Moment.Value)) is { Values: not null } first && !double.IsNaN(moment.Value) && first.Moment.IsDate != moment.IsDate)
                throw new UnfitDataException($"{row}: the times of the record of {place} are numbers and dates; write all as one of them.");
            _rows.Add((moment, values));
        }

        /// <summary>What is asked of a record is the same in all rows that say it.</summary>
        public void Beside(string row, IReadOnlyList<string> columns, string?[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is null)
                    continue;
                if (cells[i] is not null && cells[i] != values[i])
                    throw new UnfitDataException($"{row}: column {columns[i]} is '{values[i]}', and '{cells[i]}' in a row of the same record ({place}); a record has one answer.");
                cells[i] = values[i];
            }
        }

        /// <summary>Rows by time, those without one last; dates become days since the record's first.</summary>
        public SeriesItem ToItem(IReadOnlyList<string> features)
        {
            var ordered = _rows.OrderBy(row => double.IsNaN(row.Moment.Value)).ThenBy(row => row.Moment.Value).ToList();
            var from = ordered[0].Moment is { IsDate: true } first ? first.Value : 0;
            return new(features, [.. ordered.Select(row => new SeriesRow((float)(row.Moment.Value - from), row.Values))]);
        }
    }
}
