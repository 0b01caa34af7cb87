using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Tests.Genes;

/// <summary>A real assembly, counted independently of this code.</summary>
public sealed class SampleTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static async Task<(QualityReport Report, byte[] Table)> ImportAsync(Stream source)
    {
        using var table = new MemoryStream();
        var report = await GeneImport.RunAsync(source, Sample.Name, table, GenBankOptions.Default, null, Ct);
        return (report, table.ToArray());
    }

    [Fact]
    public async Task GeneImport_of_the_sample_counts_what_its_own_comment_counts()
    {
        var (report, table) = await ImportAsync(Sample.Open());
        // "CDS (total) 4,162; CDS (coding) 3,697; Pseudo Genes (total) 465" in the records' COMMENT.
        Assert.Equal((4_162, 3_697, 465, 465), (report.CodingSequences, report.WithTranslation, report.WithoutTranslation, report.Pseudo));
        Assert.Equal((75, 4_594_734L, 3_697, 0), (report.Records, report.Bases, report.Genes, report.Refused));
        Assert.InRange(report.HeldOut, 300, 450);
        Assert.Equal(["Leptospira kirschneri str. H1"], report.Organisms);
        Assert.Equal(["GCF_000243915.1"], report.Assemblies);

        var genes = await GeneTable.ReadAsync(new MemoryStream(table), Ct).ToListAsync(Ct);
        Assert.Equal((3_697, report.HeldOut), (genes.Count, genes.Count(gene => gene.Split == GeneSplit.HeldOut)));
        Assert.All(genes.GroupBy(gene => gene.Protein), copies => Assert.Single(copies.Select(gene => gene.Split).Distinct()));
    }

    /// <summary>Translated by the bare table, 817 proteins differ, all in their first residue: TTG 520, GTG 205, ATA 27,
    /// ATT 23, ATC 22 and CTG 20 are starts of table 11 and mean M there. With starts, nothing is left.</summary>
    [Fact]
    public async Task GeneImport_of_the_sample_finds_every_protein_in_its_bases()
    {
        var (report, _) = await ImportAsync(Sample.Open());
        Assert.Equal((0, 817, 0), (report.Differing, report.AlternativeStarts, report.MissingStops));
    }

    [Fact]
    public async Task GeneImport_of_the_sample_twice_gives_the_same_bytes()
    {
        var (_, packed) = await ImportAsync(Sample.Open());
        var (_, plain) = await ImportAsync(new MemoryStream(Sample.Uncompressed()));
        Assert.Equal(packed, plain);
    }

    [Fact]
    public async Task GeneImport_of_the_sample_with_bases_changed_reports_the_genes()
    {
        var bytes = Sample.Uncompressed();
        var second = bytes.AsSpan(bytes.AsSpan().IndexOf("\n//\n"u8) + 4);
        var sequence = second[(second.IndexOf("\nORIGIN"u8) + 8)..];
        sequence[..sequence.IndexOf("\n//\n"u8)].Replace((byte)'g', (byte)'a');
        var (report, _) = await ImportAsync(new MemoryStream(bytes));
        Assert.InRange(report.Differing, 50, 500);
        Assert.All(report.Differences, difference => Assert.Equal("NZ_AHMY02000074.1", difference.Record));
    }
}
