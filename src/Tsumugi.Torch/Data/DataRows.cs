using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Tsumugi.Torch.Data.Sources;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Data;

/// <summary>Reads the items that a recipe asks for out of a dataset's files.</summary>
public static class DataRows
{
    /// <param name="dataset">Its name, for messages.</param>
    /// <param name="files">Path within the dataset → where its content lies.</param>
    /// <param name="columns">Wanted beside the items.</param>
    /// <returns>All rows, those of files in the order of their paths.</returns>
    /// <exception cref="UnfitDataException">No file fits the pattern, none is of the format, or nothing is left to train on.</exception>
    /// <exception cref="Formats.InvalidFileException">A file breaks its format, or lacks a column.</exception>
    public static async Task<IReadOnlyList<DataRow>> ReadAsync(
        DataRecipe recipe, string dataset, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> columns, CancellationToken stop)
    {
        var rows = new List<DataRow>();
        await foreach (var row in EachAsync(recipe, dataset, files, columns, stop))
            rows.Add(row);
        return rows;
    }

    /// <returns>The same rows, read from the files anew each time they are gone through, and held one at a time.</returns>
    /// <inheritdoc cref="ReadAsync"/>
    public static IEnumerable<DataRow> Stream(DataRecipe recipe, string dataset, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> columns, CancellationToken stop)
    {
        foreach (var row in EachAsync(recipe, dataset, files, columns, stop).ToBlockingEnumerable(stop))
            yield return row;
    }

    private static async IAsyncEnumerable<DataRow> EachAsync(
        DataRecipe recipe, string dataset, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        List<string> chosen = [.. files.Keys.Where(path => FileSystemName.MatchesSimpleExpression(recipe.Files, path, ignoreCase: false)).Order(StringComparer.Ordinal)];
        if (chosen.Count == 0)
            throw new UnfitDataException($"{dataset} has no file {recipe.Files}; it has {Some(files.Keys.Order(StringComparer.Ordinal))}.");
        var isSplit = recipe.SplitColumn.Length > 0;
        var (isAny, others) = (false, 0L);
        await foreach (var row in Source(recipe).ReadAsync(new(files, chosen), recipe, isSplit ? [recipe.SplitColumn, .. columns] : columns, stop))
        {
            foreach (var piece in Pieces(recipe, row))
            {
                var use = Use(recipe, piece);
                isAny |= use == DataUse.Train;
                others += use == DataUse.Train ? 0 : 1;
                yield return piece with { Use = use, Cells = isSplit ? piece.Cells[1..] : piece.Cells };
            }
        }

        if (isAny)
            yield break;
        throw new UnfitDataException(isSplit
            ? $"{dataset}: no row of {recipe.Files} is {string.Join(" or ", recipe.Train)} in column {recipe.SplitColumn}, so there is nothing to train on."
            : $"{dataset}: {recipe.Files} holds no item to train on{(others > 0 ? $"; what the recipe leaves alone, or what is tested on, are all its {others} items" : "")}.");
    }

    private static IRowSource Source(DataRecipe recipe) => recipe.Format switch
    {
        DataRecipe.Fasta => new FastaRows(),
        DataRecipe.Fastq => new FastqRows(),
        DataRecipe.GenBank => new GenBankRows(),
        DataRecipe.Gff3 => new Gff3Rows(),
        DataRecipe.Vcf => recipe.Features.Count > 0 ? new GenotypeRows() : new VariantRows(),
        DataRecipe.Expression => new CellRows(),
        DataRecipe.Images => new ImageRows(),
        DataRecipe.Voc => new VocRows(),
        _ when recipe.Record.Length > 0 => new SeriesRows(),
        _ when recipe.Features.Count > 0 => new RecordRows(),
        _ => new TableRows(),
    };

    /// <summary>The last piece ends where the item ends, so that it is as long as the others.</summary>
    private static IEnumerable<DataRow> Pieces(DataRecipe recipe, DataRow row)
    {
        if (recipe.Window == 0 || row.Item is not TextItem { Text: var text } || text.Length <= recipe.Window)
        {
            yield return row;
            yield break;
        }

        for (var start = 0; start < text.Length; start += recipe.Window)
        {
            var from = Math.Min(start, text.Length - recipe.Window);
            yield return row with { Place = $"{row.Place}, from letter {from + 1}", Item = text.Substring(from, recipe.Window) };
        }
    }

    private static DataUse Use(DataRecipe recipe, DataRow row)
    {
        if (row.Use == DataUse.Neither)
            return DataUse.Neither;
        if (recipe.SplitColumn.Length == 0)
            return recipe.TestShare > 0 && new CounterRandom(0, row.Item.Content).Uniform(0, 0) < recipe.TestShare ? DataUse.Test : DataUse.Train;
        var split = row.Cells[0];
        return recipe.Train.Contains(split) ? DataUse.Train : recipe.Test.Contains(split) ? DataUse.Test : DataUse.Neither;
    }

    private static string Some(IEnumerable<string> names) => names.Take(21).ToList() is var list && list.Count > 20 ? string.Join(", ", list[..20]) + ", …" : string.Join(", ", list);
}
