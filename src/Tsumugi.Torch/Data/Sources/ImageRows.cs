using System.Runtime.CompilerServices;
using Tsumugi.Formats.Images;
using Tsumugi.Formats.Tables;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Files of one image each: chosen by their paths, whose folders are their classes, or named in a column of a table.</summary>
internal sealed class ImageRows : IRowSource
{
    private const string Folder = "folder";

    public IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop) =>
        recipe.Column.Length > 0 ? NamedAsync(files, recipe, columns, stop) : Chosen(files, columns).ToAsyncEnumerable();

    private static IEnumerable<DataRow> Chosen(SourceFiles files, IReadOnlyList<string> columns)
    {
        if (columns.FirstOrDefault(column => column != Folder) is { } absent)
            throw new UnfitDataException($"Images have no column {absent}: without a table that names them, their one column is '{Folder}'; ask for it, or give a table and the 'column' of their paths.");
        foreach (var path in files.Chosen)
        {
            if (!ImageFolder.IsImage(path))
                throw new UnfitDataException($"{path} is no image by its name; choose files that end in {string.Join(", ", ImageFolder.Endings)}.");
            yield return new(path, Image(files, path), default, [.. columns.Select(_ => Path.GetFileName(Path.GetDirectoryName(path)))]);
        }
    }

    private static async IAsyncEnumerable<DataRow> NamedAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var table in files.Chosen)
        {
            await using var file = files.Open(table);
            var number = 0L;
            await foreach (var cells in TableColumns.ReadAsync(table, file, [recipe.Column, .. columns], stop))
            {
                number++;
                if (cells[0] is not { } path || !files.All.ContainsKey(path))
                    throw new UnfitDataException($"{table}, row {number}: column {recipe.Column} names no file of the dataset ('{cells[0]}'); write paths as the dataset has them.");
                yield return new($"{table}, row {number} ({path})", Image(files, path), default, cells[1..]);
            }
        }
    }

    private static ImageItem Image(SourceFiles files, string path) => new(() =>
    {
        using var stack = ImageStack.Open(files.Open(path), path);
        return stack.ReadChannels();
    });
}
