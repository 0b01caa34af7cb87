using Parquet.Data;
using Parquet.Schema;

namespace Tsumugi.Formats.Tables;

/// <summary>The cells of one column of one row group, put together from values and levels as Dremel describes them.</summary>
internal sealed class ParquetCells
{
    private readonly Func<int, string?> _value;
    private readonly int[]? _starts;
    private readonly int[]? _defined;

    private ParquetCells(Func<int, string?> value, int[]? starts, int[]? defined) => (_value, _starts, _defined) = (value, starts, defined);

    public static ParquetCells From(RawColumnData raw, DataField field, int rows)
    {
        var value = Values(raw);

        // Asking for levels that a column does not have is a fault.
        int[] definitions = field.MaxDefinitionLevel > 0 ? [.. raw.DefinitionLevels] : [];
        int[] repetitions = field.MaxRepetitionLevel > 0 ? [.. raw.RepetitionLevels] : [];

        // Before entry i, how many values were there? Absent ones take no place among the values.
        int[]? defined = null;
        if (definitions.Length > 0)
        {
            defined = new int[definitions.Length + 1];
            for (var i = 0; i < definitions.Length; i++)
                defined[i + 1] = defined[i] + (definitions[i] == field.MaxDefinitionLevel ? 1 : 0);
        }

        int[]? starts = null;
        if (field.MaxRepetitionLevel > 0)
        {
            starts = new int[rows + 1];
            var row = 0;
            for (var i = 0; i < repetitions.Length; i++)
            {
                if (repetitions[i] == 0 && row < rows)
                    starts[row++] = i;
            }

            Array.Fill(starts, repetitions.Length, row, rows + 1 - row);
        }

        return new(value, starts, defined);
    }

    public string? Of(int row)
    {
        if (_starts is null)
            return Entry(row);
        var items = Enumerable.Range(_starts[row], Math.Min(_starts[row + 1] - _starts[row], TableCell.MostItems + 1)).Select(Entry).ToList();
        return items is [null] ? null : TableCell.List(items.Select(item => item ?? "null"));
    }

    private string? Entry(int at) => _defined is null ? _value(at) : _defined[at + 1] > _defined[at] ? _value(_defined[at]) : null;

    private static Func<int, string?> Values(RawColumnData raw) => raw switch
    {
        RawColumnData<bool> one => Of(one),
        RawColumnData<sbyte> one => Of(one),
        RawColumnData<byte> one => Of(one),
        RawColumnData<short> one => Of(one),
        RawColumnData<ushort> one => Of(one),
        RawColumnData<int> one => Of(one),
        RawColumnData<uint> one => Of(one),
        RawColumnData<long> one => Of(one),
        RawColumnData<ulong> one => Of(one),
        RawColumnData<float> one => Of(one),
        RawColumnData<double> one => Of(one),
        RawColumnData<decimal> one => Of(one),
        RawColumnData<DateTime> one => Of(one),
        RawColumnData<DateOnly> one => Of(one),
        RawColumnData<TimeOnly> one => Of(one),
        RawColumnData<TimeSpan> one => Of(one),
        RawColumnData<Guid> one => Of(one),
        RawColumnData<ReadOnlyMemory<char>> one => at => one.Values[at].ToString(),
        RawColumnData<ReadOnlyMemory<byte>> one => at => TableCell.Text(one.Values[at].ToArray()),
        _ => throw new NotSupportedException($"columns of {raw.GetType().GenericTypeArguments.FirstOrDefault()?.Name ?? raw.GetType().Name} are not shown"),
    };

    private static Func<int, string?> Of<T>(RawColumnData<T> raw) where T : struct => at => TableCell.Text(raw.Values[at]);
}
