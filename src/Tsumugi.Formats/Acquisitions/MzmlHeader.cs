using System.IO.Compression;
using System.Xml;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>The head of an mzML (PSI, 1.1), up to its spectra. Contacts are left out: they are people.</summary>
internal static class MzmlHeader
{
    private const int MostElements = 100_000;

    public static void Read(Stream file, string name, Acquisition into)
    {
        var gzip = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using var unpacked = gzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        using var xml = XmlReader.Create(unpacked ?? file, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = false });
        var path = new Stack<string>();
        for (var count = 0; count < MostElements && xml.Read(); count++)
        {
            if (xml.NodeType == XmlNodeType.EndElement)
                path.Pop();
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (path.Count == 0 && xml.LocalName is not ("mzML" or "indexedmzML"))
                throw new InvalidDataException($"an XML of {xml.LocalName}");
            if (xml.LocalName is "spectrumList" or "chromatogramList")
                return;
            Take(xml, path, into);
            if (!xml.IsEmptyElement)
                path.Push(xml.LocalName);
        }
    }

    private static void Take(XmlReader xml, Stack<string> path, Acquisition into)
    {
        var parent = path.TryPeek(out var top) ? top : "";
        switch (xml.LocalName)
        {
            case "mzML":
                into.Set("format", $"mzML {xml.GetAttribute("version")}");
                break;
            case "run" when Times.Parse(xml.GetAttribute("startTimeStamp")) is { } at:
                into.Begin(at);
                break;
            case "sample":
                into.AddSample(xml.GetAttribute("name") is { Length: > 0 } called ? called : xml.GetAttribute("id"));
                break;
            case "sourceFile":
                into.Set("source file", xml.GetAttribute("name"));
                break;
            case "cvParam" when parent is "instrumentConfiguration" or "referenceableParamGroup":
                // MS:1000529 is the serial number; a term without a value is itself the model.
                into.Set(xml.GetAttribute("accession") == "MS:1000529" ? "instrument serial number" : xml.GetAttribute("value") is { Length: > 0 } ? $"instrument {xml.GetAttribute("name")}" : "instrument model",
                    xml.GetAttribute("value") is { Length: > 0 } value ? value : xml.GetAttribute("name"));
                break;
            case "cvParam" when parent is "source" or "analyzer" or "detector":
                into.Set(parent, xml.GetAttribute("name"));
                break;
            case "cvParam" when parent == "fileContent":
                into.Set($"content {xml.GetAttribute("name")}", "yes");
                break;
            case "software":
                into.Set($"program {xml.GetAttribute("id")}", xml.GetAttribute("version"));
                break;
        }
    }
}
