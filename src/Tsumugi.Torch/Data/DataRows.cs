using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Tables;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Data;

/// <summary>Reads the items that a recipe asks for out of a dataset's files.</summary>
public static class DataRows
{
    /// <param name="dataset">Its name, for messages.</param>
    /// <param name="files">Path within the dataset → where its content lies.</param>
    /// <param name="columns">Of tables, beside the item's.</param>
    /// <returns>All rows, those of files in the order of their paths.</returns>
    /// <exception cref="UnfitDataException">No file fits the pattern, none is of the format, or nothing is left to train on.</exception>
    /// <exception cref="Formats.InvalidFileException">A file breaks its format, or lacks a column.</exception>
    public static async Task<IReadOnlyList<DataRow>> ReadAsync(
        DataRecipe recipe, string dataset, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> columns, CancellationToken stop)
    {
        var chosen = files.Where(file => FileSystemName.MatchesSimpleExpression(recipe.Files, file.Key, ignoreCase: false)).OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        if (chosen.Count == 0)
            throw new UnfitDataException($"{dataset} has no file {recipe.Files}; it has {Some(files.Keys.Order(StringComparer.Ordinal))}.");
        if (recipe.Format == DataRecipe.Fasta && columns.Count > 0)
            throw new UnfitDataException($"FASTA has no column {string.Join(", ", columns)}; give a table (csv or parquet) with the labels beside the sequences.");
        var rows = new List<DataRow>();
        foreach (var (path, content) in chosen)
        {
            await using var file = File.OpenRead(content);
            await foreach (var row in recipe.Format == DataRecipe.Fasta ? FastaAsync(recipe, path, file, stop) : TableAsync(recipe, path, file, columns, stop))
                rows.Add(row);
        }

        if (rows.Any(row => row.Use == DataUse.Train))
            return rows;
        throw new UnfitDataException(recipe.SplitColumn.Length > 0
            ? $"{dataset}: no row of {recipe.Files} is {string.Join(" or ", recipe.Train)} in column {recipe.SplitColumn}, so there is nothing to train on."
            : $"{dataset}: {recipe.Files} holds no item to train on.");
    }

    private static async IAsyncEnumerable<DataRow> FastaAsync(DataRecipe recipe, string path, Stream file, [EnumeratorCancellation] CancellationToken stop)
    {
        using var reader = new FastaReader(file, path);
        while (await reader.ReadAsync(stop) is { } record)
        {
            var item = Encoding.ASCII.GetString(record.Sequence);
            foreach (var row in Pieces(recipe, new($"{path}, line {record.Line} ({record.Name})", item, default, [])))
                yield return row with { Use = Use(recipe, row.Item, null) };
        }
    }

    private static async IAsyncEnumerable<DataRow> TableAsync(
        DataRecipe recipe, string path, Stream file, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        if ((TableFiles.FormatOf(path) == TableFiles.Parquet) != (recipe.Format == DataRecipe.Parquet))
            throw new UnfitDataException($"{path} is not {recipe.Format} by its name; choose other files or another format in the recipe.");
        string[] own = recipe.SplitColumn.Length > 0 ? [recipe.Column, recipe.SplitColumn] : [recipe.Column];
        var number = 0L;
        await foreach (var cells in TableColumns.ReadAsync(path, file, [.. own, .. columns], stop))
        {
            var place = $"{path}, row {++number}";
            if (cells[0] is not { } item)
                throw new UnfitDataException($"{place}: column {recipe.Column} is empty; fill it in or leave the row out.");
            foreach (var row in Pieces(recipe, new(place, item, default, cells[own.Length..])))
                yield return row with { Use = Use(recipe, row.Item, own.Length > 1 ? cells[1] : null) };
        }
    }

    /// <summary>The last piece ends where the item ends, so that it is as long as the others.</summary>
    private static IEnumerable<DataRow> Pieces(DataRecipe recipe, DataRow row)
    {
        if (recipe.Window == 0 || row.Item.Length <= recipe.Window)
        {
            yield return row;
            yield break;
        }

        for (var start = 0; start < row.Item.Length; start += recipe.Window)
        {
            var from = Math.Min(start, row.Item.Length - recipe.Window);
            yield return row with { Place = $"{row.Place}, from letter {from + 1}", Item = row.Item.Substring(from, recipe.Window) };
        }
    }

    private static DataUse Use(DataRecipe recipe, string item, string? split)
    {
        if (recipe.SplitColumn.Length == 0)
            return new CounterRandom(0, item).Uniform(0, 0) < recipe.TestShare ? DataUse.Test : DataUse.Train;
        return recipe.Train.Contains(split) ? DataUse.Train : recipe.Test.Contains(split) ? DataUse.Test : DataUse.Neither;
    }

    private static string Some(IEnumerable<string> names) => names.Take(21).ToList() is var list && list.Count > 20 ? string.Join(", ", list[..20]) + ", …" : string.Join(", ", list);
}
