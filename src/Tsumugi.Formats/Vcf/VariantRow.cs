using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Checks the fixed columns of a row and fills the record.</summary>
internal static class VariantRow
{
    private const int ColumnsOfSites = 8;

    private static readonly SearchValues<byte> Bases = SearchValues.Create("ACGTNacgtnRYSWKMBDHVryswkmbdhv"u8);

    public static void Read(ReadOnlyMemory<byte> row, VcfRecord record)
    {
        var site = record.Site;
        record.Line = site.Line;
        CheckCount(record.Take(row), row.Span, record);
        if (record.ChromosomeBytes.IsEmpty)
            throw site.Fault("CHROM", "The column is empty.", "Name the sequence.");
        if (!Utf8Parser.TryParse(record.Column(1), out long number, out var used) || used != record.Column(1).Length || number is < 0 or long.MaxValue)
            throw site.Fault("POS", $"'{Shown(record.Column(1))}' is no position.", "Write a whole number; the first base is 1.");
        record.Position = number == 0 ? null : new BasePosition(number);
        if (record.Reference.IsEmpty || record.Reference.IndexOfAnyExcept(Bases) >= 0)
            throw site.Fault("REF", $"'{Shown(record.Reference)}' are no bases.", "Write one base or more (A, C, G, T, N).");
        record.AlternateCount = record.Alternates.IsEmpty ? 0 : record.Alternates.Count((byte)',') + 1;
        CheckList(record.Column(4), (byte)',', "ALT", site);
        record.Quality = Quality(record.Column(5), site);
        CheckList(record.Column(6), (byte)';', "FILTER", site);
        if (record.Column(2).IsEmpty || record.Column(7).IsEmpty)
            throw site.Fault(record.Column(2).IsEmpty ? "ID" : "INFO", "The column is empty.", "Write '.' where there is no value.");
    }

    private static void CheckCount(int columns, ReadOnlySpan<byte> row, VcfRecord record)
    {
        var header = record.Header;
        if (columns < (header.HasFormat ? VcfRecord.FixedColumns : ColumnsOfSites))
            throw record.Site.Fault("columns", $"The line has {columns} column(s): it is cut off or not divided by tabulators.", FaultSite.FetchAgain);
        var (wanted, present) = ((header.HasFormat ? VcfRecord.FixedColumns : ColumnsOfSites) + header.Samples.Count, row.Count((byte)'\t') + 1);
        if (present != wanted)
            throw record.Site.Fault("columns", $"The line has {present} columns, but #CHROM names {wanted} ({header.Samples.Count} samples).", FaultSite.FetchAgain);
    }

    private static void CheckList(ReadOnlySpan<byte> list, byte by, string field, FaultSite site)
    {
        foreach (var part in list.Split(by))
        {
            if (list[part].IsEmpty)
                throw site.Fault(field, $"'{Shown(list)}' has an empty item.", "Write '.' where there is no value.");
        }
    }

    private static double? Quality(ReadOnlySpan<byte> text, FaultSite site) => text switch
    {
        [(byte)'.'] => null,
        _ when Utf8Parser.TryParse(text, out double quality, out var used) && used == text.Length => quality,
        _ => throw site.Fault("QUAL", $"'{Shown(text)}' is no number.", "Write a number, or '.' where there is none."),
    };

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]);
}
