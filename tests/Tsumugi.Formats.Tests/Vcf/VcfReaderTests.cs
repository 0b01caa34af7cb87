using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Tests.Text;
using Tsumugi.Formats.Vcf;

namespace Tsumugi.Formats.Tests.Vcf;

public sealed class VcfReaderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Header_is_typed()
    {
        using var reader = Open(Examples.Vcf);
        var header = await reader.ReadHeaderAsync(Stop);
        Assert.Equal("VCFv4.3", header.Version);
        Assert.Equal(new VcfDefinition("DP", new("1", 1), VcfType.Integer, "Depth, \"total\""), header.Info["DP"]);
        Assert.Equal(new VcfDefinition("AF", new("A", null), VcfType.Float, "Frequency"), header.Info["AF"]);
        Assert.Equal((VcfType.Flag, 0), (header.Info["DB"].Type, header.Info["DB"].Number.Count));
        Assert.Equal(["GT", "DP"], header.Format.Keys);
        Assert.Equal("Quality below 10", header.Filters["q10"]);
        Assert.Equal([new("20", 62435964), new("X", null)], header.Contigs);
        Assert.Equal([new("source", "a, \"made-up\" file", 2)], header.Other);
        Assert.Equal(["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"], header.Samples);
    }

    [Fact]
    public async Task Fixed_fields_are_split_and_missing_values_are_missing()
    {
        using var reader = Open(Examples.Vcf);
        var variant = await reader.ReadAsync(Stop);
        Assert.Equal(("20", new BasePosition(14370), "rs1;rs2", "G", 29.0, "PASS", 12L),
            (variant!.Chromosome, variant.Position, Words(variant.Ids), Words(variant.Reference), variant.Quality, Words(variant.Filter), variant.Line));
        Assert.Equal([14], variant.Info.Numbers("DP"));
        Assert.True(variant.Info.Has("DB"));
        Assert.False(variant.Info.Has("D"));
        Assert.Empty(variant.Info.Numbers("ABSENT"));
        Assert.Equal((1, -1), (variant.FormatIndex("DP"u8), variant.FormatIndex("GQ"u8)));
        var depths = new List<string>();
        foreach (var sample in variant.Samples)
            depths.Add(Words(sample.Field(1)));
        Assert.Equal(["1", "8", "", ".", "3", "", "", "", "", ""], depths);

        variant = await reader.ReadAsync(Stop);
        Assert.Equal((2, "A", "C", "q10;s50", ""), (variant!.AlternateCount, Words(variant.Alternate(0)), Words(variant.Alternate(1)), Words(variant.Filter), Words(variant.Ids)));
        Assert.Equal([0.017, null], variant.Info.Numbers("AF"));
        Assert.Equal(["a,b"], variant.Info.Texts("NOTE"));

        variant = await reader.ReadAsync(Stop);
        Assert.Equal((null, null, "", "<DEL>", 0), (variant!.Position, variant.Quality, Words(variant.Filter), Words(variant.Alternates), variant.Info.Text.Length));

        variant = await reader.ReadAsync(Stop);
        Assert.Equal((0, "DP"), (variant!.AlternateCount, Words(variant.Format)));
        Assert.Null(await reader.ReadAsync(Stop));
    }

    [Fact]
    public async Task File_of_sites_has_no_individuals()
    {
        using var reader = Open("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t5\t.\tA\tT\t.\t.\t.\n");
        Assert.Empty((await reader.ReadHeaderAsync(Stop)).Samples);
        var variant = await reader.ReadAsync(Stop);
        Assert.Equal((0, new BasePosition(5)), (variant!.Format.Length, variant.Position));
        var calls = new GenotypeCalls();
        variant.ReadGenotypes(calls);
        Assert.Equal(0, calls.Count);
    }

    public static TheoryData<string, int, string, string> Bad => new()
    {
        { "BCF\u0002\u0002\u0010\n", 1, "##fileformat", "This is BCF" },
        { "#CHROM\tPOS\n", 1, "##fileformat", "This is not VCF" },
        { Bent("VCFv4.3", "VCFv3.3"), 1, "##fileformat", "of version 'VCFv3.3'" },
        { Bent("##source=a", "##source"), 2, "##source, \"made-up\" file", "no ##key=value" },
        { Bent("length=62435964", "length=long"), 3, "contig/20", "'long' is no length" },
        { Bent("##INFO=<ID=DP,Number=1", "##INFO=<ID=DP,ID=DP"), 5, "INFO", "names a key twice" },
        { Bent("\\\"total\\\"\">", "\\\"total\\\"\\\">"), 5, "INFO", "does not close a quotation" },
        { Bent("Number=A", "Number=many"), 6, "INFO/AF", "'many' is no Number" },
        { Bent("Type=Float", "Type=Real"), 6, "INFO/AF", "no type 'Real'" },
        { Bent("##FORMAT=<ID=GT,", "##FORMAT=<"), 9, "FORMAT", "no ID" },
        { Bent("#CHROM\tPOS", "#CHROM POS"), 11, "#CHROM", "columns are not" },
        { Bent("#CHROM", "CHROM"), 11, "#CHROM", "without its line of columns" },
        { Bent("\tA\tB\tC", "\tA\tA\tC"), 11, "#CHROM", "Two samples are called 'A'" },
        { Examples.Vcf[..Examples.Vcf.IndexOf("##FILTER", StringComparison.Ordinal)], 7, "#CHROM", "ends within its header" },
        { Bent("20\t14370", "\t14370"), 12, "CHROM", "empty" },
        { Bent("20\t14370", "20\tx"), 12, "POS", "'x' is no position" },
        { Bent("20\t14370", "20\t-1"), 12, "POS", "'-1' is no position" },
        { Bent("20\t14370\trs1;rs2", "20\t14370\t"), 12, "ID", "empty" },
        { Bent("rs1;rs2\tG", "rs1;rs2\t1"), 12, "REF", "'1' are no bases" },
        { Bent("\tA,C\t", "\tA,,C\t"), 13, "ALT", "empty item" },
        { Bent("\t3.1\t", "\tlow\t"), 13, "QUAL", "'low' is no number" },
        { Bent("q10;s50", ";s50"), 13, "FILTER", "empty item" },
        { Bent("\tDP=11;AF=0.017,.;NOTE=a%2Cb\t", "\t\t"), 13, "INFO", "empty" },
        { Bent("\t0/0\t0|1\t1/2", "\t0/0\t1/2"), 13, "columns", "has 18 columns, but #CHROM names 19 (10 samples)" },
        { Bent("\t17330\t.\tT\tA,C", "\t17330"), 13, "columns", "columns, but" },
        { Bent("20\t1110696\tm.1\tA\t.\t67\tPASS\t.\tDP\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10", "20\t1110696"), 15, "columns", "has 2 column(s)" },
        { Bent("2|2", "2|3"), 13, "GT", "'2|3' of D names allele 3, but the variant has 2" },
        { Bent("2|2", "2|x"), 13, "GT", "'2|x' of D is no genotype" },
        { Bent("2|2", ""), 13, "GT", "'' of D is no genotype" },
        { Bent("2|2", "-1|2"), 13, "GT", "'-1|2' of D is no genotype" },
        { Bent("2|2", "99999|2"), 13, "GT", "is no genotype" },
        { Bent("GT:DP\t", "DP:GT\t"), 12, "FORMAT", "GT does not come first" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public Task Bad_text_is_refused_with_place_and_reason(string text, int line, string field, string words) => Refused.CheckAsync("vcf", text, line, field, words);

    [Fact]
    public async Task Info_that_is_no_number_is_refused_where_it_is_asked_for()
    {
        using var reader = Open(Bent("DP=14", "DP=deep"));
        var variant = await reader.ReadAsync(Stop);
        var fault = Assert.Throws<InvalidFileException>(() => variant!.Info.Numbers("DP")).Fault;
        Assert.Equal((12L, "INFO/DP"), (fault.Line, fault.Field));
    }

    [Fact]
    public async Task Header_and_genotypes_beyond_a_cap_are_refused()
    {
        using var small = new VcfReader(new MemoryStream(SmallFile.Bytes(Examples.Vcf)), "file", VcfOptions.Default with { MaxHeaderBytes = 100 });
        Assert.Equal("header", (await Assert.ThrowsAsync<InvalidFileException>(async () => await small.ReadHeaderAsync(Stop))).Fault.Field);
        using var few = new VcfReader(new MemoryStream(SmallFile.Bytes(Bent("2|2", "2|2|2"))), "file", VcfOptions.Default with { MaxPloidy = 2 });
        await few.ReadAsync(Stop);
        var variant = await few.ReadAsync(Stop);
        Assert.Contains("'2|2|2' of D has more than 2 alleles", Assert.Throws<InvalidFileException>(() => variant!.ReadGenotypes(new())).Fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_genotype_of_many_alleles_does_not_widen_all_beyond_the_cap()
    {
        using var reader = new VcfReader(new MemoryStream(SmallFile.Bytes(Examples.Vcf)), "file", VcfOptions.Default with { MaxAlleles = 20 });
        for (var line = 12; line < 14; line++)
            (await reader.ReadAsync(Stop))!.ReadGenotypes(new());
        var variant = await reader.ReadAsync(Stop);
        var fault = Assert.Throws<InvalidFileException>(() => variant!.ReadGenotypes(new())).Fault;
        Assert.Equal((14L, "GT", "10 individuals of ploidy 3 have more than 20 alleles."), (fault.Line, fault.Field, fault.Problem));
    }

    private static VcfReader Open(string text) => new(new MemoryStream(SmallFile.Bytes(text)), "file");

    private static string Bent(string old, string changed) => Refused.Bent(Examples.Vcf, old, changed);

    private static string Words(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
