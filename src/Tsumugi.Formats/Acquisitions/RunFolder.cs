using System.Xml;
using System.Xml.Linq;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>Run folders of sequencers (RunInfo.xml, SampleSheet.csv), and what Cell Ranger leaves beside a 10x library (metrics_summary.csv).</summary>
internal static class RunFolder
{
    private const int MostText = 16 << 20;

    public static void ReadRunInfo(Stream file, string name, Acquisition into)
    {
        using var xml = XmlReader.Create(file, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = false, MaxCharactersInDocument = MostText });
        var run = XDocument.Load(xml).Root?.Element("Run") ?? throw new InvalidDataException("no element Run");
        into.Set("format", "sequencer run folder");
        into.Set("run", (string?)run.Attribute("Id"));
        into.Set("instrument serial number", (string?)run.Element("Instrument"));
        into.Set("flow cell", (string?)run.Element("Flowcell"));
        var reads = run.Element("Reads")?.Elements("Read").Select(read => (string?)read.Attribute("NumCycles") + ((string?)read.Attribute("IsIndexedRead") == "Y" ? " (index)" : "")) ?? [];
        into.Set("cycles by read", string.Join(", ", reads));
        if (Times.Parse((string?)run.Element("Date"), "yyMMdd", "yyyyMMdd", "M/d/yyyy h:mm:ss tt") is { } at)
            into.Begin(at);
    }

    public static void ReadSampleSheet(Stream file, string name, Acquisition into)
    {
        string[]? header = null;
        foreach (var line in Lines(file))
        {
            var cells = line.Split(',');
            if (Array.Exists(cells, cell => cell.Trim() is "Sample_ID"))
                header = [.. cells.Select(cell => cell.Trim())];
            else if (line.StartsWith('['))
                header = null;
            else if (header is not null && Array.IndexOf(header, "Sample_ID") is var id && id < cells.Length)
            {
                into.AddSample(cells[id]);
                if (Array.IndexOf(header, "Sample_Name") is >= 0 and var called && called < cells.Length)
                    into.AddSample(cells[called]);
            }
        }
    }

    public static void ReadMetrics(Stream file, string name, Acquisition into)
    {
        var lines = Lines(file).Take(2).Select(Cells).ToList();
        if (lines.Count < 2)
            throw new InvalidDataException("a header and a row of metrics are expected");
        into.Set("format", "10x Cell Ranger");
        foreach (var (metric, value) in lines[0].Zip(lines[1]))
            into.Set(metric.ToLowerInvariant(), value);
    }

    private static IEnumerable<string> Lines(Stream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var read = 0L;
        while (reader.ReadLine() is { } line && (read += line.Length) < MostText)
            yield return line;
    }

    private static List<string> Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        foreach (var letter in line.Append(','))
        {
            if (letter == '"')
                quoted = !quoted;
            else if (letter == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(letter);
        }

        return cells;
    }
}
