using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Tsumugi.Formats.Images;

/// <summary>A box of Pascal VOC: pixels counted from 1, both ends within.</summary>
internal sealed record VocBox(string Class, int Left, int Top, int Right, int Bottom)
{
    private const int MostXml = 4 << 20;

    public static IReadOnlyList<VocBox> Read(Stream annotation, string file)
    {
        try
        {
            using var reader = XmlReader.Create(annotation, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostXml });
            return [.. XDocument.Load(reader).Root!.Elements("object").Select(Box)];
        }
        catch (Exception error) when (error is XmlException or InvalidOperationException or FormatException or OverflowException or EndOfStreamException)
        {
            throw ImageFault.At(file, "object", $"The annotation cannot be read ({error.Message})", "Each object has a name and a bndbox with xmin, ymin, xmax and ymax.", cause: error);
        }
    }

    /// <exception cref="InvalidFileException">The box is empty or not within the image.</exception>
    public PixelPlane Crop(PixelPlane plane, string file) =>
        Left >= 1 && Top >= 1 && Right >= Left && Bottom >= Top && Right <= plane.Width && Bottom <= plane.Height
            ? plane.Crop(Left - 1, Top - 1, Right - Left + 1, Bottom - Top + 1)
            : throw ImageFault.At(file, "bndbox", $"The box {Left}–{Right} × {Top}–{Bottom} of class {Class} is not within {plane.Width} × {plane.Height}.", "Correct the annotation.");

    private static VocBox Box(XElement box)
    {
        var corners = box.Elements("bndbox").First();
        return new(box.Elements("name").First().Value, Corner("xmin"), Corner("ymin"), Corner("xmax"), Corner("ymax"));

        int Corner(string name) => int.Parse(corners.Elements(name).First().Value, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
