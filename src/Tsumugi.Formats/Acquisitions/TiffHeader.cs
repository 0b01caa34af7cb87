using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using BitMiracle.LibTiff.Classic;
using Tsumugi.Formats.Images;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>TIFF, and the OME-XML of an OME-TIFF (OME model, 2016-06). Pixels are not read.</summary>
internal static class TiffHeader
{
    private const int MostXml = 64 << 20;

    public static void Read(Stream file, string name, Acquisition into)
    {
        TiffErrors.Install();
        using var tiff = Tiff.ClientOpen(name, "r", file, new Kept()) ?? throw new InvalidDataException("no TIFF");
        string? Text(TiffTag tag) => tiff.GetField(tag)?[0].ToString();
        into.Set("format", "TIFF");
        into.Set("size x", Text(TiffTag.IMAGEWIDTH));
        into.Set("size y", Text(TiffTag.IMAGELENGTH));
        into.Set("bits per sample", Text(TiffTag.BITSPERSAMPLE));
        into.Set("instrument manufacturer", Text(TiffTag.MAKE));
        into.Set("instrument model", Text(TiffTag.MODEL));
        var description = Text(TiffTag.IMAGEDESCRIPTION);
        if (description?.Contains("<OME", StringComparison.Ordinal) == true)
            ReadOme(description, into);
        else if (Times.Parse(Text(TiffTag.DATETIME), "yyyy:MM:dd HH:mm:ss") is { } at)
            into.Begin(at);
    }

    private static void ReadOme(string description, Acquisition into)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostXml };
        using var reader = XmlReader.Create(new StringReader(description), settings);
        var root = XDocument.Load(reader).Root!;
        into.Set("image format", "OME-TIFF");
        var image = root.Elements().FirstOrDefault(one => one.Name.LocalName == "Image");
        into.AddSample((string?)image?.Attribute("Name"));
        if (Times.Parse(image?.Elements().FirstOrDefault(one => one.Name.LocalName == "AcquisitionDate")?.Value) is { } at)
            into.Begin(at);
        if (image?.Elements().FirstOrDefault(one => one.Name.LocalName == "Pixels") is { } pixels)
            ReadPixels(pixels, into);
        var instrument = root.Elements().FirstOrDefault(one => one.Name.LocalName == "Instrument");
        foreach (var part in instrument?.Elements().Where(one => one.Name.LocalName is "Microscope" or "Objective" or "Detector") ?? [])
        {
            var what = part.Name.LocalName == "Microscope" ? "instrument" : part.Name.LocalName.ToLowerInvariant();
            foreach (var attribute in (string[])["Manufacturer", "Model", "SerialNumber", "Type", "NominalMagnification", "LensNA", "Immersion"])
                into.Set($"{what} {Spaced(attribute)}", (string?)part.Attribute(attribute));
        }
    }

    private static void ReadPixels(XElement pixels, Acquisition into)
    {
        foreach (var axis in "XYZCT")
            into.Set(string.Create(CultureInfo.InvariantCulture, $"size {char.ToLowerInvariant(axis)}"), (string?)pixels.Attribute($"Size{axis}"));
        into.Set("pixel type", (string?)pixels.Attribute("Type"));
        into.Set("dimension order", (string?)pixels.Attribute("DimensionOrder"));
        foreach (var axis in "XYZ")
        {
            if ((string?)pixels.Attribute($"PhysicalSize{axis}") is { } size)
                into.Set(string.Create(CultureInfo.InvariantCulture, $"pixel size {char.ToLowerInvariant(axis)}"), $"{size} {(string?)pixels.Attribute($"PhysicalSize{axis}Unit") ?? "µm"}");
        }

        into.Set("channels", string.Join(", ", pixels.Elements().Where(one => one.Name.LocalName == "Channel").Select(one => (string?)one.Attribute("Name") ?? (string?)one.Attribute("Fluor")).Where(one => one is not null)));
        var channel = pixels.Elements().FirstOrDefault(one => one.Name.LocalName == "Channel");
        foreach (var attribute in (string[])["ExcitationWavelength", "EmissionWavelength"])
        {
            if ((string?)channel?.Attribute(attribute) is { } length)
                into.Set($"first channel {Spaced(attribute)}", $"{length} {(string?)channel!.Attribute(attribute + "Unit") ?? "nm"}");
        }
    }

    private static string Spaced(string name) => string.Concat(name.Select((letter, at) => char.IsUpper(letter) && at > 0 && char.IsLower(name[at - 1]) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    /// <summary>The stream is its owner's to close.</summary>
    private sealed class Kept : TiffStream
    {
        public override void Close(object clientData)
        {
        }
    }
}
