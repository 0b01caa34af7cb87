using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Data;

/// <summary>Reads, annotated genomes and variants as items of a recipe.</summary>
public sealed class AnnotatedSourceTests(SampleGenes genes) : IClassFixture<SampleGenes>
{
    private const string Reads = "@r1 lane 1\nACGT\n+\nIIII\n@r2\nACGA\n+\n##I#\n@trimmed\n\n+\n\n@r3\nGGCC\n+\n5555\n";

    //                              123456789012345678901234567890
    private const string Chromosome = "aacgtTTGACCAGGATCCATGCCCGGGTAA";

    private const string Gff = "##gff-version 3\n"
        + "chr\tme\tCDS\t20\t25\t.\t-\t0\tID=a;gene=one;product=first%2C part\n"
        + "chr\tme\tCDS\t3\t9\t.\t-\t1\tID=a;gene=one\n"
        + "chr\tme\tCDS\t5\t9\t.\t+\t1\tID=b;gene=two;pseudo=true\n"
        + "chr\tme\texon\t2\t4\t.\t+\t.\tParent=t1,t2\n"
        + "chr\tme\texon\t7\t8\t.\t+\t.\tParent=t1\n"
        + "ring\tme\tregion\t1\t6\t.\t.\t.\tID=ring;Is_circular=true\n"
        + "ring\tme\ttRNA\t5\t8\t.\t+\t.\tID=over\n";

    private const string Vcf = "##fileformat=VCFv4.2\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n##INFO=<ID=DB,Number=0,Type=Flag,Description=\"x\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
        + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tann\tben\tcho\n"
        + "chr\t8\trs1\tG\tA,GTT\t50\tPASS\tAF=0.1,0.2;DB\tGT\t1|0\t0/2\t./1\n"
        + "chr\t2\t.\tA\t<DEL>\t.\tPASS\t.\tGT\t0/0\t1/1\t0\n"
        + "chr\t29\trs3\tAA\tC\t9\tlow\tAF=.\tGT\t0/1\t0/0\t1\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_fastq_leavesReadsBelowTheBoundAndEmptyOnes()
    {
        var rows = await ReadAsync(new() { Files = "*", Format = DataRecipe.Fastq, MinQuality = 20 }, [], ("a.fq", Reads));
        Assert.Equal([DataUse.Train, DataUse.Neither, DataUse.Neither, DataUse.Train], rows.Select(row => row.Use));
        Assert.Equal(["ACGT", "GGCC"], Items(rows));
        Assert.Equal("a.fq, line 13 (r3)", rows[3].Place);
        Assert.Equal(["ACGT", "ACGA", "GGCC"], Items(await ReadAsync(new() { Files = "*", Format = DataRecipe.Fastq }, [], ("a.fq", Reads))));
    }

    [Fact]
    public async Task Read_codingSequencesOfGenBank_areThoseOfTheGeneTable()
    {
        var (recipe, table) = (Sample with { FeatureType = "CDS", Without = ["pseudo"] }, await GeneViews.ReadAsync(genes.Table, Stop));
        var dna = await SampleAsync(recipe, ["locus_tag", "product", "strand", "organism", "pseudo"]);
        Assert.Equal(table.Select(gene => (gene.LocusTag, gene.Text)), dna.Select(row => (row.Cells[0]!, row.Cells[1]!)));

        // The table keeps what stands before the first whole codon of a gene whose beginning is not in the record.
        int[] before = [.. table.Zip(dna, (gene, row) => gene.Dna.EndsWith(row.Item.Content, StringComparison.Ordinal) ? gene.Dna.Length - row.Item.Content.Length : -1)];
        Assert.Equal([0, 1, 2], before.Distinct().Order());
        Assert.Equal(["+", "-"], dna.Select(row => row.Cells[2]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(dna, row => Assert.Equal(("Leptospira kirschneri str. H1", null), (row.Cells[3], row.Cells[4])));
        Assert.Equal(table.Select(gene => gene.Protein), Items(await SampleAsync(recipe with { Column = "translation" }, [])));

        // Pseudogenes state no protein: they are no items, unless their bases are asked for.
        var all = await SampleAsync(recipe with { Column = "translation", Without = [] }, []);
        Assert.Equal((table.Count, 4_162), (all.Count(row => row.Use == DataUse.Train), all.Count));
        Assert.Equal(4_162, Items(await SampleAsync(recipe with { Without = [] }, [])).Count());
    }

    [Fact]
    public async Task Read_recordsOfGenBank_areWhole()
    {
        var rows = await SampleAsync(Sample with { Window = 100_000 }, ["record"]);
        Assert.Equal(("NZ_AHMY02000075.1", 683), (rows[0].Cells[0], rows[0].Item.Content.Length));
        Assert.StartsWith("AACAAAAGCTCGAATTACAGAG", rows[0].Item.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_gff3_joinsPartsOnTheirStrand_fromItsOwnSequencesOrOthers()
    {
        var recipe = new DataRecipe { Files = "*.gff*", Format = DataRecipe.Gff3, FeatureType = "CDS", Without = ["pseudo"] };
        var own = await ReadAsync(recipe, ["product", "strand", "Name"], ("a.gff3", Gff + $"##FASTA\n>chr\n{Chromosome}\n>ring\nACGTTC\n"));

        // 25 to 20, then 9 to 3, of the other strand; the phase of the first part alone counts.
        Assert.Equal(["CGGGCATCAAACG"], Items(own));
        Assert.Equal(["first, part", "-", null], own[0].Cells);
        Assert.Equal("a.gff3, line 2 (chr:3-25)", own[0].Place);

        (string, string)[] apart = [("a.gff", Gff), ("b.fa", $">ring\nACGTTC\n>chr some words\n{Chromosome}\n")];
        Assert.Equal(Items(own), Items(await ReadAsync(recipe with { Sequences = "*.fa" }, [], apart)));
        Assert.Equal(["TTGA"], Items(await ReadAsync(recipe with { Sequences = "*.fa", Without = ["product"] }, [], apart)));
        Assert.Equal(["TCAC"], Items(await ReadAsync(recipe with { Sequences = "*.fa", FeatureType = "tRNA" }, [], apart)));
        Assert.Equal(["ACGTG", "ACG"], Items(await ReadAsync(recipe with { Sequences = "*.fa", FeatureType = "exon", JoinBy = DataRecipe.ByParent }, [], apart)));
        Assert.Equal(["one", "two"], Items(await ReadAsync(recipe with { Column = "gene", Without = [] }, [], apart)));
    }

    [Fact]
    public async Task Read_theSampleAsGff3_givesWhatItsGenBankFileGives()
    {
        var expected = await SampleAsync(Sample with { FeatureType = "tRNA" }, ["locus_tag", "strand"]);
        Assert.Equal(37, expected.Count);
        var (gff, fasta) = (new StringBuilder("##gff-version 3\n"), new StringBuilder());
        var records = (await SampleAsync(Sample, ["record"])).ToDictionary(row => row.Cells[0]!, row => row.Item.Content);
        foreach (var (name, sequence) in records)
            fasta.Append(CultureInfo.InvariantCulture, $">{name}\n{sequence.ToLowerInvariant()}\n");
        foreach (var row in expected)
        {
            // Where its bases lie is found again in the record.
            var isReverse = row.Cells[1] == "-";
            var bases = isReverse ? ReverseComplement.Of(row.Item.Content) : row.Item.Content;
            var (name, sequence) = records.First(record => record.Value.Contains(bases, StringComparison.Ordinal));
            var first = sequence.IndexOf(bases, StringComparison.Ordinal) + 1;
            gff.Append(CultureInfo.InvariantCulture, $"{name}\tRefSeq\ttRNA\t{first}\t{first + bases.Length - 1}\t.\t{(isReverse ? '-' : '+')}\t.\tlocus_tag={row.Cells[0]}\n");
        }

        var read = await ReadAsync(new() { Files = "*.gff", Format = DataRecipe.Gff3, FeatureType = "tRNA", Sequences = "*.fna" }, ["locus_tag"], ("a.gff", gff.ToString()), ("a.fna", fasta.ToString()));
        Assert.Equal(expected.Select(row => (row.Cells[0], row.Item.Content)).Order(), read.Select(row => (row.Cells[0], row.Item.Content)).Order());
    }

    [Fact]
    public async Task Read_variants_putsEachAlleleIntoItsWindow()
    {
        var recipe = new DataRecipe { Files = "*.vcf", Format = DataRecipe.Vcf, Sequences = "*.fa", Flank = 3 };
        (string, string)[] files = [("a.vcf", Vcf), ("g.fa", $">chr\n{Chromosome}\n")];
        var rows = await ReadAsync(recipe, ["POS", "ALT", "INFO/AF", "INFO/DB", "FILTER"], files);
        Assert.Equal(["tTTAACC", "tTTGTTACC", "GGTC"], Items(rows));
        Assert.Equal(["8", "GTT", "0.2", "1", "PASS"], rows.Where(row => row.Use == DataUse.Train).ElementAt(1).Cells);
        Assert.Equal("a.vcf, line 6 (chr:8)", rows.First(row => row.Use == DataUse.Train).Place);
        Assert.Equal(1, rows.Count(row => row.Use == DataUse.Neither));

        Assert.Equal(["tTTGACC"], Items(await ReadAsync(recipe with { Allele = DataRecipe.ReferenceAllele, MinQuality = 30 }, [], files)));
        Assert.Equal(2, Items(await ReadAsync(recipe with { SplitColumn = "FILTER", Train = ["PASS"] }, [], files)).Count());
    }

    [Fact]
    public async Task Read_variantsOutsideMemory_areTheSameRows_andTheSameRefusal()
    {
        string[] columns = ["POS", "ID", "ALT", "QUAL", "INFO/AF", "INFO/DB", "FILTER"];
        var recipe = new DataRecipe { Files = "*.vcf", Format = DataRecipe.Vcf, Sequences = "*.fa", Flank = 3 };
        (string, string)[] files =
        [
            ("a.vcf", string.Concat(Vcf.Split('\n').Select(line => line.StartsWith("chr\t", StringComparison.Ordinal) ? $"{line}\n{line.Replace("chr\t", "other\t", StringComparison.Ordinal)}\n" : line.Length > 0 ? line + "\n" : ""))),
            ("g.fa", $">other\n{Chromosome}\n>chr\n{Chromosome}\n"),
        ];
        var (held, written) = (await ReadAsync(recipe, columns, files), await ReadAsync(recipe with { TokensInMemory = 1 }, columns, files));
        Assert.Equal(6, Items(held).Count());
        Assert.Equal(held.Select(row => (row.Place, row.Item.Content, row.Use)), written.Select(row => (row.Place, row.Item.Content, row.Use)));
        Assert.Equal(held.Select(row => row.Cells), written.Select(row => row.Cells));
        var error = await Assert.ThrowsAsync<UnfitDataException>(() => ReadAsync(recipe with { TokensInMemory = 1 }, columns, files[0], ("g.fa", $">chr\n{Chromosome}\n")));
        Assert.StartsWith("a.vcf, line 7 (other:8): there is no sequence other in *.fa, which has chr;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_individualsOfSeveralFiles_areRecordsOfTheirGenotypes()
    {
        var recipe = new DataRecipe { Files = "*.vcf", Format = DataRecipe.Vcf, Features = ["*"], Without = ["*DEL*"] };
        var other = Vcf.Replace("chr\t", "chr2\t", StringComparison.Ordinal);
        var rows = await ReadAsync(recipe, ["sample"], ("a.vcf", Vcf), ("b.vcf", other));
        Assert.Equal(["ann", "ben", "cho"], rows.Select(row => row.Cells[0]));
        var first = Assert.IsType<RecordItem>(rows[0].Item);
        Assert.Equal(["chr:8:G:A,GTT", "chr:29:AA:C", "chr2:8:G:A,GTT", "chr2:29:AA:C"], first.Features);
        Assert.Equal(["0/1", "0/1", "0/1", "0/1"], first.Values);
        Assert.Equal([null, "1", null, "1"], ((RecordItem)rows[2].Item).Values);
        Assert.Equal(["chr:8:G:A,GTT"], ((RecordItem)(await ReadAsync(recipe with { Features = ["rs1"] }, [], ("a.vcf", Vcf)))[0].Item).Features);
    }

    [Theory]
    [InlineData("fastq", "a.fq", "@r\nAC\n+\nI\n", "a.fq, line 4, quality")]
    [InlineData("genbank", "a.gb", "LOCUS       x 10 bp DNA linear UNK 01-JAN-2020\nFEATURES             Location/Qualifiers\n     CDS             1..11\nORIGIN\n        1 acgtacgtac\n//\n", "a.gb, line 3, CDS")]
    [InlineData("genbank", "a.gb", "LOCUS       x 10 bp DNA linear UNK 01-JAN-2020\nFEATURES             Location/Qualifiers\n     CDS             1..9\n                     /codon_start=4\nORIGIN\n        1 acgtacgtac\n//\n", "a.gb, line 3, CDS/codon_start: '4' is no base of a codon")]
    [InlineData("gff3", "a.gff", "##gff-version 3\nc\tx\tCDS\t1\t20\t.\t+\t0\tID=a\n##FASTA\n>c\nACGT\n", "a.gff, line 2, end: The feature ends at base 20 of c, which has 4. Give the sequence that the features were written for, or mark a circular one")]
    [InlineData("gff3", "a.gff", "##gff-version 3\nc\tx\tCDS\t1\t3\t.\t+\t0\tID=a\n##FASTA\n>chr1\nACGT\n", "a.gff, line 2 (c:1-3): there is no sequence c in the FASTA section of a.gff (name FASTA files as 'sequences' where they lie apart), which has chr1;")]
    [InlineData("gff3", "a.gff", "##gff-version 3\nc\tx\tCDS\t1\t3\t.\t+\t0\tID=a\nd\tx\tCDS\t1\t3\t.\t+\t0\tID=a\n", "a.gff, line 3, seqid: This part of the feature on line 2 is on d, and the others on c.")]
    [InlineData("vcf", "a.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc\t2\t.\tGG\tT\t.\t.\t.\n", "a.vcf, line 3 (c:2), REF: the variant replaces GG, and c has CG there (g.fa, line 1)")]
    [InlineData("vcf", "a.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t2\t.\tC\tT\t.\t.\t.\n", "a.vcf, line 3 (1:2): there is no sequence 1 in g.fa, which has c;")]
    [InlineData("vcf", "a.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc\tx\t.\tC\tT\t.\t.\t.\n", "a.vcf, line 3, POS: 'x' is no position")]
    public async Task Read_whatBreaksOrDoesNotGoTogether_isToldWithFilePositionAndField(string format, string path, string text, string says)
    {
        var recipe = new DataRecipe { Files = path, Format = format, FeatureType = format is "gff3" or "genbank" ? "CDS" : "", Sequences = format == "vcf" ? "g.fa" : "" };
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(recipe, [], (path, text), ("g.fa", ">c\nACGT\n")));
        Assert.True(error is UnfitDataException or InvalidFileException, error.GetType().Name);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fastq", "", "FASTQ has no column target")]
    [InlineData("genbank", "", "A record of GenBank has no column target; it has record, organism, definition")]
    [InlineData("vcf", "", "a.x has no column target; it has CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO/AF, INFO/DB.")]
    [InlineData("vcf", "*", "Individuals of VCF have no column target")]
    [InlineData("vcf", "chr9*", "no variant fits 'features' (chr9*)")]
    public async Task Read_columnsOrVariantsThatAreNotThere_areRefusedWithWhatIs(string format, string features, string says)
    {
        var recipe = new DataRecipe { Files = "a.x", Format = format, Features = features.Length > 0 ? [features] : [], Sequences = "g.fa" };
        var error = await Assert.ThrowsAsync<UnfitDataException>(() => ReadAsync(recipe, features == "chr9*" ? [] : ["target"], ("a.x", format == "vcf" ? Vcf : Reads), ("g.fa", ">chr\nACGT\n")));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_realGenotypes_asTheFileHasThem()
    {
        var rows = await RealGenotypesAsync(new() { Files = "*", Format = DataRecipe.Vcf, Features = ["*"] });
        Assert.Equal(379, rows.Count);
        var records = rows.Select(row => (RecordItem)row.Item).ToList();
        Assert.Equal((2000, "21:38347375:A:G"), (records[0].Features.Count, records[0].Features[0]));
        Assert.Equal(["0/0", "0/1", "1/1", "0/1"], records.Take(4).Select(record => record.Values[0]));
        Assert.Equal(["0/0", "0/1", "1/1"], records.SelectMany(record => record.Values).OfType<string>().Distinct().Order());
    }

    internal static async Task<IReadOnlyList<DataRow>> RealGenotypesAsync(DataRecipe recipe) => await DataRows.ReadAsync(
        recipe, "dataset:lab/cohort", new Dictionary<string, string> { ["a.vcf.gz"] = SharedData.File("individual", "eagle_1000G_EUR_chr21_379x2000.vcf.gz") }, [], Stop);

    private static DataRecipe Sample => new() { Files = "*.gbk.gz", Format = DataRecipe.GenBank };

    private static Task<IReadOnlyList<DataRow>> SampleAsync(DataRecipe recipe, IReadOnlyList<string> columns, [CallerFilePath] string here = "") => DataRows.ReadAsync(
        recipe, "dataset:lab/strain", new Dictionary<string, string> { ["a.gbk.gz"] = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "samples", "leptospira-kirschneri-h1.gbk.gz") }, columns, Stop);

    private static IEnumerable<string> Items(IReadOnlyList<DataRow> rows) => [.. rows.Where(row => row.Use == DataUse.Train).Select(row => row.Item.Content)];

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(DataRecipe recipe, IReadOnlyList<string> columns, params (string Path, string Text)[] files)
    {
        using var folder = new Folder();
        var contents = new Dictionary<string, string>();
        foreach (var (path, text) in files)
            await File.WriteAllTextAsync(contents[path] = Path.Combine(folder.Path, path), text, Stop);
        return await DataRows.ReadAsync(recipe, "dataset:lab/set", contents, columns, Stop);
    }
}
