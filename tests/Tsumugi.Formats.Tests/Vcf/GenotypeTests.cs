using System.IO.Compression;
using CsCheck;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Tests.Text;
using Tsumugi.Formats.Vcf;

namespace Tsumugi.Formats.Tests.Vcf;

public sealed class GenotypeTests
{
    private const short Missing = GenotypeCalls.Missing;
    private const short Absent = GenotypeCalls.Absent;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Genotypes_of_every_ploidy_become_allele_codes_and_dosages()
    {
        using var reader = new VcfReader(new MemoryStream(SmallFile.Bytes(Examples.Vcf)), "file");
        var calls = new GenotypeCalls();
        var dosages = new sbyte[10];
        var read = new List<(int Ploidy, short[] Alleles, bool[] Phased, sbyte[] Dosages)>();
        while (await reader.ReadAsync(Stop) is { } variant)
        {
            variant.ReadGenotypes(calls);
            variant.ReadDosages(dosages);
            read.Add((calls.Ploidy, calls.Alleles.ToArray(), calls.Phased.ToArray(), [.. dosages]));
        }
        Assert.Equal([2, 2, 3, 2], read.Select(one => one.Ploidy));
        Assert.Equal([0, 0, 1, 0, 1, 1, Missing, Missing, 0, 1, 0, 0, 0, 0, 0, 0, Missing, Absent, 1, Absent], read[0].Alleles);
        Assert.Equal([true, true, false, false, false, false, false, false, false, false], read[0].Phased);
        Assert.Equal([0, 1, 2, -1, 1, 0, 0, 0, -1, 1], read[0].Dosages);
        Assert.Equal([0, 0, 0, 1, 1, 2, 2, 2, Missing, Missing, Missing, 1, 0, 0, 0, 1, 1, 1, 1, 1], read[1].Alleles);
        Assert.Equal([0, 1, 2, 2, -1, -1, 0, 1, 2, 2], read[1].Dosages);
        Assert.Equal([0, Absent, Absent, 1, Absent, Absent, Missing, Absent, Absent, 0, 0, 1, 0, 0, Absent, 0, 1, Absent, 1, 1, Absent], read[2].Alleles[..21]);
        Assert.Equal([false, false, false, false, true, false, true, false, false, false], read[2].Phased);
        Assert.Equal([0, 1, -1, 1, 0, 1, 2, 0, 0, 2], read[2].Dosages);
        Assert.Equal(Enumerable.Repeat((sbyte)-1, 10), read[3].Dosages);
    }

    /// <summary>Genotypes and what they were written from, however long the runs are that vectors take.</summary>
    [Fact]
    public void Any_genotypes_are_read_back()
    {
        var allele = Gen.Frequency((8, Gen.Int[0, 2]), (2, Gen.Const((int)Missing)), (1, Gen.Int[3, 12]));
        var plain = Gen.Select(allele, allele, Gen.Bool).Select((first, second, bar) => (Alleles: new[] { first, second }, Bar: bar));
        var any = Gen.Select(allele.Array[1, 4], Gen.Bool).Select((alleles, bar) => (Alleles: alleles, Bar: bar));
        Gen.Select(Gen.Frequency((20, plain), (1, any)).Array[1, 70], Gen.Int[0, 2]).Sample((genotypes, extra) =>
        {
            var columns = genotypes.Select(one => string.Join(one.Bar ? '|' : '/', one.Alleles.Select(allele => allele < 0 ? "." : $"{allele}")) + (extra == 2 ? ":7" : ""));
            var text = $"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{string.Join('\t', genotypes.Select((_, index) => $"s{index}"))}\n"
                + $"1\t1\t.\tA\t{string.Join(',', Enumerable.Repeat("T", 12))}\t.\t.\t.\tGT{(extra > 0 ? ":DP" : "")}\t{string.Join('\t', columns)}\n";
            using var reader = new VcfReader(new MemoryStream(SmallFile.Bytes(text)), "file");
            var variant = reader.ReadAsync(Stop).AsTask().GetAwaiter().GetResult()!;
            var calls = new GenotypeCalls();
            variant.ReadGenotypes(calls);
            var dosages = new sbyte[genotypes.Length];
            variant.ReadDosages(dosages);
            for (var index = 0; index < genotypes.Length; index++)
            {
                var (alleles, bar) = genotypes[index];
                Assert.Equal([.. alleles.Select(one => (short)one), .. Enumerable.Repeat(Absent, calls.Ploidy - alleles.Length)], calls.Of(index).ToArray());
                Assert.Equal(bar && alleles.Length > 1, calls.Phased[index]);
                Assert.Equal(alleles.Contains(Missing) ? -1 : alleles.Count(one => one > 0), dosages[index]);
            }
        }, iter: 2_000, threads: 1);
    }

    [Fact]
    public async Task Dosages_come_in_blocks_of_variants_by_individuals()
    {
        using var reader = new VcfReader(new MemoryStream(SmallFile.Bytes(Examples.Vcf)), "file");
        var blocks = await reader.ReadDosagesAsync(3, Stop).ToListAsync(Stop);
        Assert.Equal([3, 1], blocks.Select(block => block.Variants.Count));
        Assert.Equal([30, 10], blocks.Select(block => block.Values.Length));
        Assert.Equal(new DosageVariant("20", new(17330), "", "T", "A,C"), blocks[0].Variants[1]);
        Assert.Equal([0, 1, 2, 2, -1, -1, 0, 1, 2, 2], blocks[0].Of(1).ToArray());
        Assert.Equal("m.1", blocks[1].Variants[0].Id);
    }

    [Fact]
    public async Task Real_file_gives_what_a_plain_split_of_its_lines_gives()
    {
        var path = RealData.Path("individual/eagle_1000G_EUR_chr21_379x2000.vcf.gz");
        await using var file = File.OpenRead(path);
        using var reader = new VcfReader(file, "eagle.vcf.gz");
        var blocks = await reader.ReadDosagesAsync(512, Stop).ToListAsync(Stop);
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var expected = (await text.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.Split('\t')).ToList();
        Assert.Equal((2000, 379), (blocks.Sum(block => block.Variants.Count), blocks[0].Individuals));
        Assert.Equal(expected.Select(cells => $"{cells[0]}:{cells[1]} {cells[2]} {cells[3]}>{cells[4]}"),
            blocks.SelectMany(block => block.Variants).Select(variant => $"{variant.Chromosome}:{variant.Position} {variant.Id} {variant.Reference}>{variant.Alternates}"));
        Assert.Equal(expected.SelectMany(cells => cells.Skip(9)).Select(cell => cell.Contains('.', StringComparison.Ordinal) ? -1 : cell.Count(letter => letter == '1')),
            blocks.SelectMany(block => block.Values).Select(value => (int)value));
    }
}
