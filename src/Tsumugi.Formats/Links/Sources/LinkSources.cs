namespace Tsumugi.Formats.Links.Sources;

/// <summary>Which reader takes a file.</summary>
public static class LinkSources
{
    /// <summary>Read by the worker program, which has SQLite.</summary>
    public const string Sqlite = "sqlite";

    public static IReadOnlyList<string> SqliteEndings => [".sqlite", ".sqlite3", ".db"];

    public static IReadOnlyList<string> Formats => [.. Endings.Select(known => known.Format).Distinct()];

    /// <summary>What a file's name tells: <c>tsv</c>, <c>parquet</c>, <c>sqlite</c>, <c>n-triples</c>; null when it tells nothing.</summary>
    public static string? FormatOf(string path) => Endings.FirstOrDefault(known => path.EndsWith(known.Ending, StringComparison.OrdinalIgnoreCase)).Format;

    private static IEnumerable<(string Ending, string Format)> Endings =>
        ((ILinkSource[])[new TsvLinks(), new ParquetLinks(), new NTriplesLinks()]).SelectMany(source => source.Endings.Select(ending => (ending, source.Name)))
            .Concat(SqliteEndings.Select(ending => (ending, Sqlite)));
}
