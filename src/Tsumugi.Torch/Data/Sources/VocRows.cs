using Tsumugi.Formats.Images;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Archives in the layout of Pascal VOC: each box is an image, of a class, and of a split where the archive has lists.</summary>
internal sealed class VocRows : IRowSource
{
    private static readonly Dictionary<string, Func<LabelledImage, string?>> Columns = new(StringComparer.Ordinal)
    {
        ["class"] = image => image.Class,
        ["split"] = image => image.Split,
    };

    public IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, CancellationToken stop) =>
        Read(files, columns, stop).ToAsyncEnumerable();

    private static IEnumerable<DataRow> Read(SourceFiles files, IReadOnlyList<string> columns, CancellationToken stop)
    {
        if (columns.FirstOrDefault(column => !Columns.ContainsKey(column)) is { } absent)
            throw new UnfitDataException($"Boxes of Pascal VOC have no column {absent}; they have {string.Join(", ", Columns.Keys)}.");
        foreach (var path in files.Chosen)
        {
            using var file = files.Open(path);
            foreach (var image in VocArchive.Read(file, path))
            {
                stop.ThrowIfCancellationRequested();
                yield return new($"{path}, {image.Name}", new ImageItem(() => image.Plane), default, [.. columns.Select(column => Columns[column](image))]);
            }
        }
    }
}
