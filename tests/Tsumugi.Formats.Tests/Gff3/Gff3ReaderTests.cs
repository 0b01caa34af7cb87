using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Gff3;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Tests.Text;

namespace Tsumugi.Formats.Tests.Gff3;

public sealed class Gff3ReaderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gene_of_several_transcripts_is_read_with_parents_escapes_and_phases()
    {
        using var reader = new Gff3Reader(new MemoryStream(SmallFile.Bytes(Examples.Gff3)), "file");
        var parents = new List<string>();
        var blocks = new List<long>();
        while (await reader.ReadAsync(Stop) is { } feature)
        {
            parents.Add($"{feature.Type} {feature.Id ?? "-"} < {string.Join(' ', feature.Parents)}");
            blocks.Add(feature.Block);
            if (feature.Type == "TF_binding_site")
                Assert.Equal(("made\tup", 0.035, Gff3Strand.Unknown, null), (feature.Source, feature.Score, feature.Strand, feature.Phase));
            if (feature.Id == "m1")
                Assert.Equal(["50%", "a,b;c"], feature.Attributes("Note"));
            if (feature.Id == "e1")
                Assert.Equal(["A:1", "B:2"], feature.Attributes("Dbxref"));
            if (feature.First.Number == 5000)
                Assert.Equal((1, Gff3Strand.Forward, new BaseRange(4999, 5500), 11L), (feature.Phase, feature.Strand, feature.Range, feature.Line));
            if (feature.Type == "region")
                Assert.Equal(("ctg>4", "", "", false), (feature.SequenceId, feature.Source, Encoding.UTF8.GetString(feature.AttributeText), feature.IsCircular));
        }
        Assert.Equal(
            ["gene gene1 < ", "TF_binding_site - < gene1", "mRNA m1 < gene1", "mRNA m2 < gene1", "exon e1 < m1 m2", "CDS c1 < m1", "CDS c1 < m1", "CDS c1 < m1", "region - < "],
            parents);
        Assert.Equal([.. Enumerable.Repeat(0L, 8), 1], blocks);
        Assert.Equal(("3.1.26", new Gff3Region("ctg123", new(1), new(1497228))), (reader.Version, Assert.Single(reader.Regions)));
        var sequence = await reader.ReadSequenceAsync(Stop);
        Assert.Equal(("ctg123", "ACGTac"), (sequence!.Name, Encoding.ASCII.GetString(sequence.Sequence)));
        Assert.Null(await reader.ReadSequenceAsync(Stop));
        Assert.Null(await reader.ReadAsync(Stop));
    }

    [Fact]
    public async Task Sequences_may_be_asked_for_without_the_features()
    {
        using var reader = new Gff3Reader(new MemoryStream(SmallFile.Bytes(Examples.Gff3)), "file");
        Assert.Equal("ctg123", (await reader.ReadSequenceAsync(Stop))!.Name);
        using var without = new Gff3Reader(new MemoryStream("##gff-version 3\na\tb\tgene\t1\t2\t.\t+\t.\tID=1\n"u8.ToArray()), "file");
        Assert.Null(await without.ReadSequenceAsync(Stop));
    }

    public static TheoryData<string, int, string, string> Bad => new()
    {
        { Bent("##gff-version 3.1.26", "##gff-version 2"), 1, "##gff-version", "of version '2'" },
        { Bent("##gff-version 3.1.26\n", ""), 1, "##gff-version", "does not say that it is GFF3" },
        { Bent("ctg123 1 1497228", "ctg123 1"), 2, "##sequence-region", "is not 'seqid start end'" },
        { Bent("ctg123 1 1497228", "ctg123 9 1"), 2, "##sequence-region", "before it begins" },
        { Bent("ctg123 1 1497228", "ctg123 0 9"), 2, "##sequence-region", "'0' is no position" },
        { Bent("ctg123\t.\tgene", "\t.\tgene"), 4, "seqid", "names no landmark" },
        { Bent("ctg123\t.\tgene", ">ctg123\t.\tgene"), 4, "seqid", "'>ctg123' names no landmark" },
        { Bent("gene\t1000", ".\t1000"), 4, "type", "no type" },
        { Bent("gene\t1000", "gene\t0"), 4, "start", "'0' is no position" },
        { Bent("gene\t1000", "gene\t-5"), 4, "start", "'-5' is no position" },
        { Bent("gene\t1000", "gene\t99999999999999999999"), 4, "start", "is no position" },
        { Bent("gene\t1000\t9000", "gene\t9000\t1000"), 4, "end", "ends at 1000, before it begins at 9000" },
        { Bent("3.5e-2", "high"), 5, "score", "'high' is no number" },
        { Bent("9000\t.\t+\t.\tID=gene1", "9000\t.\tplus\t.\tID=gene1"), 4, "strand", "'plus' is no strand" },
        { Bent("5500\t.\t+\t1", "5500\t.\t+\t."), 11, "phase", "CDS has no phase" },
        { Bent("5500\t.\t+\t1", "5500\t.\t+\t3"), 11, "phase", "'3' is no phase" },
        { Bent("ID=gene1;Name=EDEN", "gene_id \"gene1\";"), 4, "attributes", "as in GTF" },
        { Bent("ID=gene1;Name=EDEN", "ID=gene1;EDEN"), 4, "attributes", "'EDEN' is no tag=value" },
        { Bent("\tID=gene1;Name=EDEN", ""), 4, "columns", "8 columns instead of 9" },
        { Bent("ID=gene1;Name=EDEN", "ID=gene1\tEDEN"), 4, "columns", "more columns instead of 9" },
        { Bent("##FASTA\n", ""), 14, "columns", "looks like a FASTA file" },
        { Bent("ACGT\nac", "ACGT\na1"), 17, "sequence", "'1' is no letter" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public Task Bad_text_is_refused_with_place_and_reason(string text, int line, string field, string words) => Refused.CheckAsync("gff3", text, line, field, words);

    [Fact]
    public async Task Directives_beyond_the_cap_are_refused()
    {
        using var reader = new Gff3Reader(new MemoryStream(SmallFile.Bytes(Examples.Gff3)), "file", Gff3Options.Default with { MaxDirectiveBytes = 200 });
        Assert.Equal(2, (await Assert.ThrowsAsync<InvalidFileException>(async () => await reader.ReadAsync(Stop))).Fault.Line);
    }

    /// <summary>The coding sequences of the sample genome, written as GFF3 with its sequence, give the same bases by both formats.</summary>
    [Fact]
    public async Task Features_of_a_real_genome_written_as_GFF3_name_the_same_bases()
    {
        var (text, expected) = await SampleAsGff3.WriteAsync(Stop);
        using var reader = new Gff3Reader(new MemoryStream(text), "sample.gff3");
        var read = new List<(string Sequence, BaseRange Range, Gff3Strand Strand, string Id, string Product)>();
        while (await reader.ReadAsync(Stop) is { } feature)
            read.Add((feature.SequenceId, feature.Range, feature.Strand, feature.Id!, feature.Attribute("product")!));
        Assert.Equal(expected.Select(cds => (cds.Record, cds.Range, cds.Strand, cds.Id, cds.Product)), read);
        Assert.InRange(read.Count, 4_000, 5_000);
        var at = 0;
        while (await reader.ReadSequenceAsync(Stop) is { } record)
        {
            for (; at < read.Count && read[at].Sequence == record.Name; at++)
                Assert.Equal(expected[at].FirstBases, Encoding.ASCII.GetString(new BaseRange(read[at].Range.Start, read[at].Range.Start + 3).Of(record.Sequence)));
        }
        Assert.Equal(read.Count, at);
    }

    private static string Bent(string old, string changed) => Refused.Bent(Examples.Gff3, old, changed);
}
