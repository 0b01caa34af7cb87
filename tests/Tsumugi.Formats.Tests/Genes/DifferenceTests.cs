using Tsumugi.Formats.Genes;
using Tsumugi.Formats.Tests.GenBank;

namespace Tsumugi.Formats.Tests.Genes;

public sealed class DifferenceTests
{
    /// <summary>Sequence, location, stated protein, further qualifiers, reasons.</summary>
    public static TheoryData<string, string, string, string, DifferenceReason[]> Rows => new()
    {
        { "atgaaataa", "1..9", "MK", "", [] },
        { "atgaaataa", "1..9", "mk*", "", [] },
        { "ttgaaataa", "1..9", "MK", "/transl_table=11", [] },
        { "ttatttcat", "complement(1..9)", "MK", "", [] },
        { "atgtgataa", "1..9", "MU", "/transl_except=(pos:4..6,aa:Sec)", [] },
        { "ttatcacat", "complement(1..9)", "MU", "/transl_except=(pos:complement(4..6),aa:Sec)", [] },
        { "ttatcacat", "complement(1..9)", "MU", "/transl_except=(pos:4..6,aa:Sec)", [] },
        { "atgtagtaa", "1..9", "MO", "/transl_except=(pos:4..6,|aa:Pyl)", [] },
        { "atgtgtttgataa", "join(1..4,9..13)", "MU", "/transl_except=(pos:join(4..4,9..10),aa:Sec)", [] },
        { "atgaaat", "1..7", "MK", "/transl_except=(pos:7,aa:TERM)", [] },
        { "aagaaaata", "<1..9", "KKI", "", [] },
        { "cccaagaaat", "<3..>10", "KK", "/codon_start=2", [] },
        { "atgaaaccc", "1..9", "MKP", "", [] },
        { "atgtaaaaatag", "1..12", "MEK", "/transl_table=27", [DifferenceReason.MissingStop, DifferenceReason.DifferentLength] },
        { "atgtgataa", "1..9", "MW", "/transl_table=28", [] },
        { "atgaaataa", "1..9", "MK", "/transl_table=99", [DifferenceReason.UnknownTable] },
        { "aagaaataa", "1..9", "MK", "", [DifferenceReason.StartCodonNotInTable] },
        { "ttgaaataa", "<1..9", "MK", "/transl_table=11", [DifferenceReason.StartCodonOfPartialGene] },
        { "atgtaaaaataa", "1..12", "MQK", "", [DifferenceReason.InternalStop] },
        { "atgtgataa", "1..9", "MU", "", [DifferenceReason.UndeclaredSelenocysteine] },
        { "atgaaaataa", "1..10", "MKN", "", [DifferenceReason.LengthNotMultipleOfThree, DifferenceReason.MissingStop, DifferenceReason.DifferentResidues] },
        { "atgaaaaaataa", "join(1..6,6..12)", "MKN", "/ribosomal_slippage", [DifferenceReason.LengthNotMultipleOfThree, DifferenceReason.MissingStop, DifferenceReason.FrameshiftJoin] },
        { "atgannataa", "1..9", "MK", "", [DifferenceReason.MissingStop, DifferenceReason.DifferentLength] },
        { "atgrrrtaa", "1..9", "MK", "", [DifferenceReason.AmbiguousBase] },
        { "atgaaaccc", "1..9", "MKPG", "", [DifferenceReason.MissingStop, DifferenceReason.DifferentLength] },
        { "atgaaataa", "1..9", "MR", "", [DifferenceReason.DifferentResidues] },
        { "atgaaataa", "1..9", "MKK", "", [DifferenceReason.DifferentLength] },
        { "atgaaataa", "1..9", "MR", "/exception=\"RNA editing\"", [DifferenceReason.DeclaredException, DifferenceReason.DifferentResidues] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task QualityReport_names_the_reasons(string sequence, string location, string protein, string qualifiers, DifferenceReason[] reasons)
    {
        var (report, genes) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.WithCds(sequence, location, protein, qualifiers)));
        Assert.Single(genes);
        Assert.Equal(reasons, report.Differences.SelectMany(difference => difference.Reasons));
        Assert.Equal(reasons.Length > 0 ? 1 : 0, report.Differing);
        Assert.All(report.Differences, difference => Assert.Equal(("ONE_1", "ONE.1", location, 4L), (difference.LocusTag, difference.Record, difference.Location, difference.Line)));
        Assert.All(report.Differences, difference => Assert.NotEmpty(difference.Words));
    }

    [Theory]
    [InlineData("join(1..3,OTHER.1:4..9)", "MK", "", RefusalReason.RemoteSequence)]
    [InlineData("order(1..3,4..9)", "MK", "", RefusalReason.UnjoinedOrder)]
    [InlineData("3^4", "MK", "", RefusalReason.UncertainPosition)]
    [InlineData("3.6", "MK", "", RefusalReason.UncertainPosition)]
    [InlineData("1..9", "MK", "/codon_start=4", RefusalReason.CodonStart)]
    [InlineData("1..9", "MK", "/transl_table=eleven", RefusalReason.TranslationTable)]
    [InlineData("1..9", "", "", RefusalReason.ProteinLetters)]
    [InlineData("1..9", "M-K", "", RefusalReason.ProteinLetters)]
    [InlineData("join(1..9,1..9,1..9)", "MK", "", RefusalReason.RepeatedBases)]
    public async Task QualityReport_names_what_gives_no_gene(string location, string protein, string qualifiers, RefusalReason reason)
    {
        var (report, genes) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.WithCds("atgaaataa", location, protein, qualifiers)));
        Assert.Empty(genes);
        Assert.Equal((1, 1, 0), (report.WithTranslation, report.Refused, report.Genes));
        Assert.Equal(new RefusedCodingSequence("ONE_1", "ONE.1", location, 4, reason), Assert.Single(report.Refusals));
    }

    [Fact]
    public async Task QualityReport_comes_back_from_JSON()
    {
        var (report, _) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.WithCds("aagaaataa", "1..9", "MK")));
        var json = report.ToJson();
        Assert.Contains("\"start-codon-not-in-table\": 1", json, StringComparison.Ordinal);
        Assert.Equal(json, QualityReport.FromJson(json).ToJson());
    }

    [Fact]
    public async Task GeneImport_genes_carry_what_the_record_says()
    {
        var (report, genes) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.Text));
        Assert.Equal(0, report.Differing);
        Assert.Equal(new Gene
        {
            LocusTag = "T_1",
            Record = "TEST_1.2",
            Start = 1,
            End = 12,
            Strand = "+",
            Location = "1..12",
            CodingDna = "ATGAAAACGTAA",
            Protein = "MKT",
            Product = "first protein",
            ProteinId = "P_1.1",
            CrossReferences = "GI:1;InterPro:IPR000001",
            TranslationTable = 11,
            CodonStart = 1,
            Partial = false,
            Split = GeneSplit.Of("MKT"),
        }, genes[0]);
        Assert.Equal(("T_2", 13, 25, "-", "ATGTTTTAA"), (genes[1].LocusTag, genes[1].Start, genes[1].End, genes[1].Strand, genes[1].CodingDna));
    }
}
