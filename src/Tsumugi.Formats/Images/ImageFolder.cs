namespace Tsumugi.Formats.Images;

/// <summary>A folder with a folder of images for each class.</summary>
public static class ImageFolder
{
    public static readonly IReadOnlyList<string> Endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff"];

    /// <summary>Images by class and name in ordinal order, one read at a time: of each the channels of the first plane.</summary>
    /// <exception cref="InvalidFileException">An image cannot be read, or there is none.</exception>
    public static IEnumerable<LabelledImage> Read(string folder, ImageLimits? limits = null)
    {
        var found = false;
        foreach (var kind in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var path in Directory.EnumerateFiles(kind).Where(IsImage).Order(StringComparer.Ordinal))
            {
                found = true;
                var name = $"{Path.GetFileName(kind)}/{Path.GetFileName(path)}";
                using var stack = ImageStack.Open(File.OpenRead(path), name, limits);
                yield return new(Path.GetFileName(kind), name, null, stack.ReadChannels());
            }
        }

        if (!found)
            throw ImageFault.At(Path.GetFileName(folder), "folders", "There is no image in a folder of its own class.", $"Put images ({string.Join(", ", Endings)}) into a folder for each class.");
    }

    /// <returns>Whether a file is an image by its name.</returns>
    public static bool IsImage(string path) => Endings.Contains(Path.GetExtension(path).ToLowerInvariant());
}
