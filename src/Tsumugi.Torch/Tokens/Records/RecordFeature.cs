using Tsumugi.Formats.Tabular;

namespace Tsumugi.Torch.Tokens.Records;

/// <summary>What is known of a feature: edges between bins, or categories. Bin 0 is missing.</summary>
/// <param name="Edges">Of a numeric feature, ascending, none twice; null for a categorical one.</param>
/// <param name="Categories">Of a categorical feature, most frequent first; the bin behind them is for all others.</param>
internal sealed record RecordFeature(string Name, IReadOnlyList<double>? Edges, IReadOnlyList<string>? Categories)
{
    private readonly double[] _edges = [.. Edges ?? []];
    private readonly Dictionary<string, int> _categories = (Categories ?? []).Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);

    /// <summary>Missing, and a bin on either side of each edge, or each category and the others.</summary>
    public int Size => 2 + (Edges?.Count ?? Categories!.Count);

    /// <exception cref="UnreadableItemException">A number is given for categories, or the other way round.</exception>
    public (int Bin, bool Known) Bin(TabularValue value)
    {
        if (value.IsMissing)
            return (0, true);
        if (value.Number is { } number && Edges is not null)
            return (1 + Quantiles.Bin(_edges, number), true);
        if (value.Category is { } category && Categories is not null)
            return _categories.TryGetValue(category, out var at) ? (1 + at, true) : (1 + Categories.Count, false);
        throw new UnreadableItemException($"The feature '{Name}' is {(Edges is null ? "categorical" : "numeric")}, but its value is {(value.Number is null ? "a category" : "a number")}; read the table with the kinds of training.");
    }
}
