namespace Tsumugi.Bench;

/// <summary>A measurement picked by name.</summary>
internal interface IBench
{
    string Name { get; }

    /// <summary>One line for the list of benches.</summary>
    string Purpose { get; }

    Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct);
}

/// <param name="Key">Name in the JSON line, e.g. <c>ingestMBPerSecond</c>.</param>
/// <param name="Words">What it says, for the table.</param>
internal sealed record Figure(string Key, string Words, double Value, string Unit)
{
    /// <summary>What a model is judged by; null for other figures.</summary>
    public Comparison? Beside { get; init; }

    /// <summary>A model's figure as the median over seeds.</summary>
    public static Figure OfModel(string key, string words, string unit, IReadOnlyList<double> seeds, Comparison beside) =>
        new(key, words, seeds.Order().ElementAt(seeds.Count / 2), unit) { Beside = beside with { Seeds = seeds } };
}

/// <param name="Baseline">The simple method's figure, on the same split.</param>
/// <param name="Method">What the simple method is.</param>
/// <param name="Published">Others' figure; null where none is comparable.</param>
/// <param name="Source">Whose figure that is, and where it differs in what it used.</param>
internal sealed record Comparison(double Baseline, string Method, double? Published = null, string Source = "")
{
    /// <summary>The model's figure for each seed.</summary>
    public IReadOnlyList<double> Seeds { get; init; } = [];
}
