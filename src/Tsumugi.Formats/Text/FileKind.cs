using System.Text;

namespace Tsumugi.Formats.Text;

/// <summary>Says what a file that is not of the wanted format looks like, so that the refusal helps.</summary>
internal static class FileKind
{
    private static readonly (byte[] Begin, string Words)[] Known =
    [
        ([.. ">"u8], "a FASTA file"),
        ([.. "@"u8], "a FASTQ or SAM file"),
        ([.. "LOCUS "u8], "a GenBank file"),
        ([.. "ID   "u8], "an EMBL file"),
        ([.. "##gff"u8], "a GFF file"),
        ([.. "##fileformat=VCF"u8], "a VCF file"),
        ([.. "BCF\u0002"u8], "a BCF file (binary VCF)"),
        ([.. "BAM\u0001"u8], "a BAM file"),
        ([.. "<!DOCTYPE"u8], "a web page (perhaps an error page saved under this name)"),
        ([.. "<html"u8], "a web page (perhaps an error page saved under this name)"),
        ([.. "<"u8], "an XML file or web page"),
        ([.. "{"u8], "a JSON file"),
        ([.. "["u8], "a JSON file"),
        ([.. "%PDF"u8], "a PDF document"),
        ([.. "PAR1"u8], "a Parquet file"),
        ([.. "PK"u8], "a zip archive"),
        ([.. "BZh"u8], "a bzip2 file"),
        ([0xFD, .. "7zXZ"u8], "an xz file"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
        ([0x1F, 0x8B], "gzip within gzip"),
        ([0xFF, 0xFE], "UTF-16 text"),
        ([0xFE, 0xFF], "UTF-16 text"),
    ];

    /// <param name="line">The first line that is not blank.</param>
    public static string Of(ReadOnlySpan<byte> line)
    {
        foreach (var (begin, words) in Known)
        {
            if (StartsWith(line, begin))
                return words;
        }
        if (line[..Math.Min(512, line.Length)].IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return "a binary file";
        return $"a text that begins with '{Encoding.UTF8.GetString(line[..Math.Min(40, line.Length)])}'";
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> begin) =>
        line.StartsWith(begin) || (line.Length >= begin.Length && Ascii.EqualsIgnoreCase(line[..begin.Length], begin));
}
