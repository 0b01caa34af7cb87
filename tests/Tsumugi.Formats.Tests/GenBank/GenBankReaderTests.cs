using System.Text;
using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Tests.GenBank;

public sealed class GenBankReaderTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static GenBankReader Reader(string text) => new(new MemoryStream(SmallFile.Bytes(text)), "small.gbk");

    [Fact]
    public async Task GenBankReader_fields_of_the_header_are_read()
    {
        using var reader = Reader(SmallFile.Text);
        var record = (await reader.ReadAsync(Ct))!;
        Assert.Equal(("TEST_1", 120, true, 1L), (record.Locus, record.Length, record.Circular, record.Line));
        Assert.Equal(("TEST_1", "TEST_1.2", "TEST_1.2"), (record.Accession, record.Version, record.Name));
        Assert.Equal("A made-up record on two lines.", record.Definition);
        Assert.Equal(("Examplia parva", "GCF_000000001.1", true), (record.Organism, record.Assembly, record.HasContig));
        Assert.StartsWith("ATGAAAACGTAATTACCCG", Encoding.ASCII.GetString(record.Sequence), StringComparison.Ordinal);

        record = (await reader.ReadAsync(Ct))!;
        Assert.Equal(("TEST_2", "", "TEST_2", false, ""), (record.Accession, record.Version, record.Name, record.Circular, record.Assembly));
        Assert.Equal("ACGTAC", Encoding.ASCII.GetString(record.Sequence));
        Assert.Null(await reader.ReadAsync(Ct));
    }

    [Fact]
    public async Task GenBankReader_qualifiers_are_put_together_from_their_lines()
    {
        using var reader = Reader(SmallFile.Text);
        var record = (await reader.ReadAsync(Ct))!;
        Assert.Equal(5, record.FeatureCount);
        var cds = record.Feature(2);
        Assert.Equal("CDS", Encoding.ASCII.GetString(cds.Key));
        Assert.Equal("a \"quoted\" word on a line that goes on /here", cds.Text("note"u8));
        Assert.Equal("MKT", cds.Text("translation"u8));
        Assert.Equal("11", cds.Text("transl_table"u8));
        Assert.Equal(["GI:1", "InterPro:IPR000001"], cds.Texts("db_xref"u8));
        Assert.Equal("complement(join(13..15,20..25))", Encoding.ASCII.GetString(record.Feature(3).Location));
        Assert.True(record.Feature(4).Has("pseudo"u8));
        Assert.False(record.Feature(3).Has("pseudo"u8));
        Assert.Equal(18, record.Feature(2).Line);
    }

    [Fact]
    public async Task GenBankReader_doubled_quote_broken_by_the_line_end_is_one_quote()
    {
        var text = SmallFile.Text.Replace("a \"\"quoted\"\" word on", "a \"\n                     \"quoted\"\" word on", StringComparison.Ordinal);
        using var reader = Reader(text);
        Assert.StartsWith("a \"quoted\" word", (await reader.ReadAsync(Ct))!.Feature(2).Text("note"u8), StringComparison.Ordinal);
    }

    public static TheoryData<string> Spellings => new()
    {
        SmallFile.Text.ReplaceLineEndings("\r\n"),
        "\uFEFF" + SmallFile.Text,
        "\n\n" + SmallFile.Text.Replace("//\n", "//\n\n  \n", StringComparison.Ordinal),
        SmallFile.Text.TrimEnd(),
        "GBBCT1.SEQ          Genetic Sequence Data Bank\n    15 January 2026\n\n   2 loci\n\n" + SmallFile.Text,
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task GenBankReader_other_line_ends_marks_and_preambles_change_nothing(string text)
    {
        var (_, expected) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.Text));
        var (report, genes) = await SmallFile.GenesAsync(SmallFile.Bytes(text));
        Assert.Equal(expected, genes);
        Assert.Equal((2, 126L, 3, 2, 1), (report.Records, report.Bases, report.CodingSequences, report.Genes, report.Pseudo));
    }

    [Fact]
    public async Task GenBankReader_lines_split_anywhere_by_the_stream_change_nothing()
    {
        var (_, expected) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.Text));
        using var source = new TricklingStream(SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text)), step: 1);
        Assert.Equal(expected.Count, (await SmallFile.ImportAsync(source)).Genes);
    }

    [Fact]
    public async Task GenBankReader_join_of_thousands_is_read()
    {
        var parts = string.Join(",\n                     ", Enumerable.Range(0, 5_000).Select(part => $"{part * 3 + 1}..{part * 3 + 3}"));
        var lines = string.Concat(Enumerable.Range(0, 250).Select(line => $"{line * 60 + 1,9} {string.Concat(Enumerable.Repeat("aaa", 20))}\n"));
        var text = $"LOCUS X 15000 bp DNA\nFEATURES\n     CDS             join({parts})\n                     /translation=\"{new string('K', 5_000)}\"\nORIGIN\n{lines}//\n";
        var (report, genes) = await SmallFile.GenesAsync(SmallFile.Bytes(text));
        Assert.Equal(15_000, Assert.Single(genes).CodingDna.Length);
        Assert.Equal(0, report.Differing);
    }

    [Fact]
    public async Task GenBankReader_record_of_pieces_without_coding_sequences_is_read()
    {
        var report = await SmallFile.ImportAsync(SmallFile.Bytes("LOCUS X 500 bp DNA\nFEATURES\n     source          1..500\nCONTIG      join(A.1:1..500)\n//\n"));
        Assert.Equal((1, 0L, 0), (report.Records, report.Bases, report.Genes));
    }

    [Fact]
    public async Task GenBankReader_progress_ends_at_the_length_of_the_file()
    {
        var packed = SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text));
        var progress = new LastReport();
        using var reader = new GenBankReader(new MemoryStream(packed), "small.gbk", GenBankOptions.Default, progress);
        while (await reader.ReadAsync(Ct) is not null)
        {
        }
        Assert.Equal(packed.Length, progress.Last);
    }

    [Fact]
    public void GenBankReader_options_without_caps_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenBankReader(Stream.Null, "x", default));

    private sealed class LastReport : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
