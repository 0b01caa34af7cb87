namespace Tsumugi.Formats.Acquisitions;

/// <summary>Reads how a file was measured from its header, by its name.</summary>
public static class AcquisitionHeaders
{
    private static readonly (string[] Ends, Action<Stream, string, Acquisition> Read)[] Readers =
    [
        ([".tif", ".tiff", ".btf", ".tf8"], TiffHeader.Read),
        ([".fastq", ".fq", ".fastq.gz", ".fq.gz"], FastqHeader.Read),
        ([".bam"], BamHeader.Read),
        ([".mzml", ".mzml.gz"], MzmlHeader.Read),
        (["runinfo.xml"], RunFolder.ReadRunInfo),
        (["samplesheet.csv"], RunFolder.ReadSampleSheet),
        (["metrics_summary.csv"], RunFolder.ReadMetrics),
    ];

    /// <param name="name">Of the file, without folders.</param>
    /// <returns>Null when nothing is known of such files.</returns>
    /// <exception cref="InvalidFileException">The header cannot be read; the message says where and why.</exception>
    public static Acquisition? Read(Stream file, string name)
    {
        var read = Readers.FirstOrDefault(reader => reader.Ends.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))).Read;
        if (read is null)
            return null;
        var acquisition = new Acquisition();
        try
        {
            read(file, name, acquisition);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or System.Xml.XmlException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidFileException(new() { File = name, Field = "header", Problem = $"It cannot be read ({error.Message}).", Remedy = "Write the file again with the program that made it." }, error);
        }

        return acquisition;
    }
}
