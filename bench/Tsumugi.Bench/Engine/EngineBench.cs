namespace Tsumugi.Bench.Engine;

/// <summary>The engine, part by part; TSUMUGI_BENCH_PARTS names some of them, divided by commas.</summary>
internal sealed class EngineBench : IBench
{
    private const string PartsVariable = "TSUMUGI_BENCH_PARTS";

    // One line for each part.
    private static readonly (string Name, Func<CancellationToken, Task<IReadOnlyList<Figure>>> Measure)[] Parts =
    [
        ("reading", ReadingFigures.MeasureAsync),
        ("cells", CellFigures.MeasureAsync),
        ("training", TrainingFigures.MeasureAsync),
    ];

    public string Name => "engine";

    public string Purpose => $"the engine's parts ({string.Join(", ", Parts.Select(part => part.Name))}; {PartsVariable} chooses)";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var chosen = Environment.GetEnvironmentVariable(PartsVariable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (chosen?.Except(Parts.Select(part => part.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"{PartsVariable}: there is no part '{unknown}'. Known: {string.Join(", ", Parts.Select(part => part.Name))}.");
        var figures = new List<Figure>();
        foreach (var (name, measure) in Parts)
        {
            if (chosen?.Contains(name) ?? true)
                figures.AddRange(await measure(ct));
        }
        return figures;
    }
}
