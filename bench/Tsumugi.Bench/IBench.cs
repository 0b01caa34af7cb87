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
internal sealed record Figure(string Key, string Words, double Value, string Unit);
