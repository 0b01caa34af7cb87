namespace Tsumugi.Formats.Links.Sources;

/// <summary>Where in a file the two ends stand.</summary>
public sealed record LinkColumns
{
    /// <summary>A column's name, or its number from 1.</summary>
    public string From { get; init; } = "1";

    /// <inheritdoc cref="From"/>
    public string To { get; init; } = "2";

    /// <summary>Whether the first line of a TSV file names its columns.</summary>
    public bool Header { get; init; }

    /// <summary>SQLite: the table, when there is no query.</summary>
    public string? Table { get; init; }

    /// <summary>SQLite: a SELECT of two columns.</summary>
    public string? Query { get; init; }

    /// <summary>N-Triples: the predicate that links; null for all.</summary>
    public string? Predicate { get; init; }
}
