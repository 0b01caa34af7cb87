using Tsumugi.Formats.Tabular;

namespace Tsumugi.Torch.Tokens.Records;

/// <summary>One value of one feature of a person, sample or molecule.</summary>
/// <param name="Time">When it was taken, in the unit of the data; null where it does not matter.</param>
public readonly record struct Observation(string Feature, TabularValue Value, float? Time = null)
{
    /// <summary>A row of a table, a feature for each column.</summary>
    public static IReadOnlyList<Observation> Of(IReadOnlyList<TabularColumn> columns, IReadOnlyList<TabularValue> values) =>
        [.. columns.Zip(values, (column, value) => new Observation(column.Name, value))];
}
