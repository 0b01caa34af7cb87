namespace Tsumugi.Formats.Tables;

/// <summary>Which files are tables, by their names.</summary>
public static class TableFiles
{
    public const string Parquet = "parquet";
    public const string Delimited = "delimited";
    public const string AnnData = "anndata";

    /// <returns>Null for what is no table that is read here.</returns>
    public static string? FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".parquet" when name.Length == path.Length => Parquet,
            ".csv" or ".tsv" => Delimited,
            ".h5ad" when name.Length == path.Length => AnnData,
            _ => null,
        };
    }

    /// <summary>Comma or tabulator.</summary>
    public static char DelimiterOf(string path) => path.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';

    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <param name="file">Seekable, unless it is delimited text; stays open.</param>
    /// <exception cref="InvalidFileException">The name is none of a table.</exception>
    public static ITable Open(string path, Stream file) => FormatOf(path) switch
    {
        Parquet => new ParquetTable(path, file),
        Delimited => new DelimitedTable(path, file),
        AnnData => new AnnDataTable(path, file),
        _ => throw TableFault.At(path, "file name", "This is no table that is read here.", "Use .parquet, .csv, .tsv (also .gz) or .h5ad."),
    };
}
