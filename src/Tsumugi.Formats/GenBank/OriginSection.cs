using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>The sequence: on each line the number of its first base, then groups of bases.</summary>
internal sealed class OriginSection(GenBankRecord record, FaultSite site)
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("acgturyswkmbdhvnACGTURYSWKMBDHVN "u8);

    public void Read(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart((byte)' ');
        if (text.Length == 0)
            return;
        if (!Utf8Parser.TryParse(text, out long number, out var digits))
            throw site.Fault("ORIGIN", "The line does not begin with the number of its first base.", FaultSite.FetchAgain);
        if (number != record.Bases.Length + 1L)
            throw site.Fault("ORIGIN", $"The line is numbered {number}, but base {record.Bases.Length + 1L} is next: lines are missing or doubled.", FaultSite.FetchAgain);
        var groups = text[digits..];
        var strange = groups.IndexOfAnyExcept(Letters);
        if (strange >= 0)
            throw site.Fault("ORIGIN", $"'{Shown(groups[strange])}' is no IUPAC letter of a nucleotide (column {line.Length - groups.Length + strange + 1}).",
                "Write N where a base is unknown, or fetch the file again.");
        while ((groups = groups.TrimStart((byte)' ')).Length > 0)
        {
            var end = groups.IndexOf((byte)' ');
            var group = end < 0 ? groups : groups[..end];
            Append(group);
            groups = groups[group.Length..];
        }
    }

    private void Append(ReadOnlySpan<byte> group)
    {
        if (group.Length > record.Length - record.Bases.Length)
            throw site.Fault("ORIGIN", $"The sequence is longer than the {record.Length} bases of LOCUS.", FaultSite.FetchAgain);
        Ascii.ToUpper(group, record.Bases.Extend(group.Length), out _);
    }

    private static string Shown(byte value) => value is > 32 and < 127 ? ((char)value).ToString() : $"byte 0x{value:X2}";
}
