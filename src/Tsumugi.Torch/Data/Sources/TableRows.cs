using System.Runtime.CompilerServices;
using Tsumugi.Formats.Tables;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Tables with a text in one column.</summary>
internal sealed class TableRows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var path in files.Chosen)
        {
            Require(path, recipe);
            await using var file = files.Open(path);
            var number = 0L;
            await foreach (var cells in TableColumns.ReadAsync(path, file, [recipe.Column, .. columns], stop))
            {
                var place = $"{path}, row {++number}";
                if (cells[0] is not { } item)
                    throw new UnfitDataException($"{place}: column {recipe.Column} is empty; fill it in or leave the row out.");
                yield return new(place, item, default, cells[1..]);
            }
        }
    }

    /// <exception cref="UnfitDataException">The file is not what the recipe says by its name.</exception>
    public static void Require(string path, DataRecipe recipe)
    {
        if ((TableFiles.FormatOf(path) == TableFiles.Parquet) != (recipe.Format == DataRecipe.Parquet))
            throw new UnfitDataException($"{path} is not {recipe.Format} by its name; choose other files or another format in the recipe.");
    }
}
