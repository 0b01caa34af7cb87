using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>The name of the first read, as Illumina's instruments write it (bcl2fastq 2, and before CASAVA 1.8), and the sample in the file's name.</summary>
internal static partial class FastqHeader
{
    private const int LongestName = 4096;

    public static void Read(Stream file, string name, Acquisition into)
    {
        into.Set("format", "FASTQ");
        if (FileName().Match(name) is { Success: true } named)
            into.AddSample(named.Groups[1].Value);
        var gzip = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using var unpacked = gzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        var first = FirstLine(unpacked ?? file);
        if (first.Length == 0)
            return;
        if (first[0] != '@')
            throw new InvalidDataException("the first line does not begin with @");
        var words = first[1..].Split([' ', '\t', '#', '/'], 2);
        switch (words[0].Split(':'))
        {
            case [var instrument, var run, var cell, var lane, _, _, _, ..]:
                Say(into, instrument, run, cell, lane);
                if (words.Length > 1 && words[1].Split(':') is [_, _, _, var barcode])
                    into.Set("index", barcode);
                break;
            case [var instrument, var lane, _, _, _]:
                Say(into, instrument, null, null, lane);
                break;
        }
    }

    private static void Say(Acquisition into, string instrument, string? run, string? cell, string lane)
    {
        into.Set("instrument serial number", instrument);
        into.Set("run", run);
        into.Set("flow cell", cell);
        into.Set("lane", lane);
    }

    private static string FirstLine(Stream stream)
    {
        var buffer = new byte[LongestName];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var line = buffer.AsSpan(0, read);
        var end = line.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? line : line[..end]).TrimEnd('\r');
    }

    // Sample_S1_L001_R1_001.fastq.gz
    [GeneratedRegex("^(.+)_S[0-9]+(?:_L[0-9]{3})?_[RI][123](?:_[0-9]{3})?\\.(?:fastq|fq)(?:\\.gz)?$", RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
