using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Reads <c>LOCUS name length bp molecule topology division date</c>.</summary>
/// <remarks>By words, not columns: long contig names have pushed the columns aside since the line was designed.</remarks>
internal static class LocusLine
{
    public static void Read(ReadOnlySpan<byte> line, GenBankRecord record, FaultSite site, GenBankOptions options)
    {
        var words = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4_096)]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[3] is not ("bp" or "aa"))
            throw site.Fault("LOCUS", RunTogether(words)
                ? "Name and length have run together."
                : "The line has no 'name length bp'.", "Write a space between name and length, e.g. 'LOCUS contig_1 12345 bp DNA linear'.");
        if (words[3] == "aa")
            throw site.Fault("LOCUS", "This is a protein record (GenPept).", "Fetch the nucleotide record that codes for it.");
        if (!int.TryParse(words[2], out var length) || length < 0)
            throw site.Fault("LOCUS", $"'{words[2]}' is no length.", "State the number of bases.");
        if (length > options.MaxRecordBases)
            throw site.Fault("LOCUS", $"The record has {length} bases; at most {options.MaxRecordBases} are read.", "Split the record or raise MaxRecordBases.");
        (record.Line, record.Locus, record.Length) = (site.Line, words[1], length);
        record.Circular = words.Contains("circular");
    }

    private static bool RunTogether(string[] words) =>
        words is ["LOCUS", { } name, "bp", ..] && char.IsAsciiDigit(name[^1]);
}
