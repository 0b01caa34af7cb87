using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Tsumugi.Formats.Images;

/// <summary>Which directory of an OME-TIFF holds the plane of a place, channel and time (OME model, 2016-06).</summary>
internal sealed class OmePlanes
{
    private const int MostXml = 64 << 20;

    private readonly string _file;
    private readonly int?[] _pages;

    private OmePlanes(string file, int depth, int channels, int times)
    {
        (_file, Depth, Channels, Times) = (file, depth, channels, times);
        _pages = new int?[depth * channels * times];
    }

    public int Depth { get; }

    /// <summary>Planes of channels: the samples of a colour channel share one.</summary>
    public int Channels { get; }

    public int Times { get; }

    /// <returns>Null when the description is no OME-XML.</returns>
    public static OmePlanes? Parse(string? description, string file, int pages)
    {
        if (description is null || !description.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal) || !description.Contains("<OME", StringComparison.Ordinal))
            return null;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostXml };
            using var reader = XmlReader.Create(new StringReader(description), settings);
            var root = XDocument.Load(reader).Root!;
            var pixels = root.Elements().First(one => one.Name.LocalName == "Image").Elements().First(one => one.Name.LocalName == "Pixels");
            return Read(pixels, file, pages);
        }
        catch (Exception error) when (error is XmlException or InvalidOperationException or FormatException or OverflowException)
        {
            throw ImageFault.At(file, "OME-XML", $"The description of the axes cannot be read ({error.Message})", cause: error);
        }
    }

    /// <exception cref="InvalidFileException">The plane lies in another file, or nowhere.</exception>
    public int Page(int z, int channel, int time) => _pages[Index(z, channel, time)]
        ?? throw ImageFault.At(_file, "OME-XML, TiffData", $"The plane z {z}, channel {channel}, time {time} is not in this file.", "Write the whole image into one file.");

    private static OmePlanes Read(XElement pixels, string file, int pages)
    {
        var samples = pixels.Elements().Where(one => one.Name.LocalName == "Channel").Select(one => Number(one, "SamplesPerPixel", 1)).FirstOrDefault(1);
        var (depth, all, times) = (Number(pixels, "SizeZ", 1), Number(pixels, "SizeC", 1), Number(pixels, "SizeT", 1));
        var channels = all / Math.Max(1, samples);
        if (depth < 1 || channels < 1 || times < 1 || (long)depth * channels * times > Math.Max(pages, 1 << 20))
            throw ImageFault.At(file, "OME-XML, Pixels", $"It says {depth} planes, {all} channels and {times} times, beside {pages} directories.");
        var planes = new OmePlanes(file, depth, channels, times);
        var order = (string?)pixels.Attribute("DimensionOrder") ?? "XYZCT";
        if (order.Length != 5 || !order.StartsWith("XY", StringComparison.Ordinal) || !"ZCT".All(order.Contains))
            throw ImageFault.At(file, "OME-XML, DimensionOrder", $"'{order}' is no order of X, Y, Z, C and T.");
        foreach (var data in pixels.Elements().Where(one => one.Name.LocalName == "TiffData"))
            planes.Place(data, order[2..], pages);
        return planes;
    }

    private void Place(XElement data, string order, int pages)
    {
        var other = data.Elements().Select(one => (string?)one.Attribute("FileName")).FirstOrDefault(name => name is not null);
        if (other is not null && other != _file && Path.GetFileName(other) != _file)
            return;
        int[] at = [Number(data, "FirstZ", 0), Number(data, "FirstC", 0), Number(data, "FirstT", 0)];
        int[] lengths = [Depth, Channels, Times];
        var page = Number(data, "IFD", 0);
        var count = Number(data, "PlaneCount", data.Attribute("IFD") is null ? _pages.Length : 1);
        for (var i = 0; i < count && page + i < pages && at.Zip(lengths).All(pair => pair.First >= 0 && pair.First < pair.Second); i++)
        {
            _pages[Index(at[0], at[1], at[2])] = page + i;

            // The axis that comes first in the order runs fastest.
            foreach (var axis in order.Select(letter => "ZCT".IndexOf(letter, StringComparison.Ordinal)))
            {
                if (++at[axis] < lengths[axis] || axis == "ZCT".IndexOf(order[2], StringComparison.Ordinal))
                    break;
                at[axis] = 0;
            }
        }
    }

    private int Index(int z, int channel, int time) => (time * Channels + channel) * Depth + z;

    private static int Number(XElement element, string attribute, int otherwise) =>
        element.Attribute(attribute) is { } found ? int.Parse(found.Value, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
