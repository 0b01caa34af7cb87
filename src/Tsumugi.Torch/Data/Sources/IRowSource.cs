using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>One format in which items lie in the files of a dataset.</summary>
internal interface IRowSource
{
    /// <param name="columns">What is wanted beside each item; the cells of a row stand in this order.</param>
    /// <returns>Rows whose use is not decided, but for those that the recipe leaves alone.</returns>
    /// <exception cref="UnfitDataException">The files are not of the format by their names, or have no columns.</exception>
    /// <exception cref="Formats.InvalidFileException">A file breaks its format, or lacks a column.</exception>
    IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop);
}

/// <summary>Files of a dataset.</summary>
/// <param name="All">Path within the dataset → where its content lies.</param>
/// <param name="Chosen">Paths that the recipe chooses, in ordinal order.</param>
internal sealed record SourceFiles(IReadOnlyDictionary<string, string> All, IReadOnlyList<string> Chosen)
{
    public Stream Open(string path) => File.OpenRead(All[path]);

    /// <summary>Refuses columns that a format without them is asked for.</summary>
    public static void RequireNone(IReadOnlyList<string> columns, string format)
    {
        if (columns.Count > 0)
            throw new UnfitDataException($"{format} has no column {string.Join(", ", columns)}; give a table (csv or parquet) with the labels beside the sequences.");
    }
}
