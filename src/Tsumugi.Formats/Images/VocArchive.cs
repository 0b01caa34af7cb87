using System.Formats.Tar;

namespace Tsumugi.Formats.Images;

/// <summary>A tar of images with boxes in the layout of Pascal VOC (<c>Annotations</c>, <c>JPEGImages</c>, <c>ImageSets/Main</c>): each box is an image of its class.</summary>
public static class VocArchive
{
    private const int MostImages = 1 << 20;
    private const long MostImageBytes = 256L << 20;

    /// <summary>Boxes in the order of the archive's images. Goes through the archive twice: boxes first, then the images.</summary>
    /// <param name="file">Seekable; stays open.</param>
    /// <exception cref="InvalidFileException">An annotation or image cannot be read; says which.</exception>
    public static IEnumerable<LabelledImage> Read(Stream file, string name, ImageLimits? limits = null)
    {
        var boxes = new Dictionary<string, IReadOnlyList<VocBox>>(StringComparer.Ordinal);
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, content) in Entries(file, name))
        {
            if (path is [.., "Annotations", var annotation] && annotation.EndsWith(".xml", StringComparison.Ordinal))
                boxes[Path.GetFileNameWithoutExtension(annotation)] = VocBox.Read(content, annotation);
            else if (path is [.., "ImageSets", "Main", ("train.txt" or "val.txt" or "test.txt") and var list])
                AddSplit(splits, content, Path.GetFileNameWithoutExtension(list));
            if (boxes.Count > MostImages)
                throw ImageFault.At(name, "Annotations", $"There are more than {MostImages}.", "Divide the archive.");
        }

        foreach (var (path, content) in Entries(file, name))
        {
            if (path is not [.., "JPEGImages", var image] || !boxes.Remove(Path.GetFileNameWithoutExtension(image), out var own))
                continue;
            using var stack = ImageStack.Open(Held(content, image), image, limits);
            var (plane, stem) = (stack.Read(), Path.GetFileNameWithoutExtension(image));
            for (var i = 0; i < own.Count; i++)
                yield return new(own[i].Class, $"{stem}#{i}", splits.GetValueOrDefault(stem), own[i].Crop(plane, image));
        }

        if (boxes.Count > 0)
            throw ImageFault.At(name, "JPEGImages", $"{boxes.Count} annotated images are absent, the first being {boxes.Keys.Min(StringComparer.Ordinal)}.");
    }

    private static IEnumerable<(string[] Path, Stream Content)> Entries(Stream file, string name)
    {
        file.Position = 0;
        using var tar = new TarReader(file, leaveOpen: true);
        while (Next(tar, name) is { } entry)
        {
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content })
                yield return (entry.Name.Split('/'), content);
        }
    }

    private static TarEntry? Next(TarReader tar, string name)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw ImageFault.At(name, "tar", $"The archive is damaged or was cut off ({error.Message})", cause: error);
        }
    }

    /// <summary>The image in memory, for decoders go back and forth.</summary>
    private static MemoryStream Held(Stream content, string image)
    {
        if (content.Length > MostImageBytes)
            throw ImageFault.At(image, "size", $"The file has {content.Length} bytes; at most {MostImageBytes} are read from an archive.", "Unpack the archive.");
        var held = new MemoryStream();
        try
        {
            content.CopyTo(held);
        }
        catch (EndOfStreamException error)
        {
            throw ImageFault.At(image, "tar", "The archive was cut off.", cause: error);
        }

        held.Position = 0;
        return held;
    }

    private static void AddSplit(Dictionary<string, string> splits, Stream content, string split)
    {
        using var lines = new StreamReader(content);
        while (lines.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var image, ..])
                splits[image] = split;
        }
    }
}
