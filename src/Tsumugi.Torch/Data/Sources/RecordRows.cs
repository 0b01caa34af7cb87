using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.Tables;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Tables of which each row is a record, a feature for each of some columns.</summary>
internal sealed class RecordRows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var path in files.Chosen)
        {
            TableRows.Require(path, recipe);
            var features = await FeaturesAsync(files, path, recipe, columns, stop);
            await using var file = files.Open(path);
            var number = 0L;
            await foreach (var cells in TableColumns.ReadAsync(path, file, [.. features, .. columns], stop))
                yield return new($"{path}, row {++number}", new RecordItem(features, cells[..features.Count]), default, cells[features.Count..]);
        }
    }

    /// <returns>The columns that the recipe's patterns choose, without what is asked of a record or tells its use.</returns>
    internal static async Task<IReadOnlyList<string>> FeaturesAsync(SourceFiles files, string path, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop)
    {
        await using var file = files.Open(path);
        var names = await TableColumns.NamesAsync(path, file, stop);
        bool Fits(string name, IEnumerable<string> patterns) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
        List<string> features = [.. names.Where(name => Fits(name, recipe.Features) && !Fits(name, recipe.Without) && !columns.Contains(name))];
        return features.Count > 0 ? features : throw new UnfitDataException(
            $"{path}: no column fits 'features' ({string.Join(", ", recipe.Features)}); it has {string.Join(", ", names.Take(50))}{(names.Count > 50 ? ", …" : "")}.");
    }
}
