using Tsumugi.Formats.Genes;

namespace Tsumugi.Formats.Tests.Genes;

public sealed class GeneTableTests
{
    private static Gene Row(int number) => new()
    {
        LocusTag = $"TAG_{number}",
        Record = "NZ_TEST.1",
        Start = number + 1,
        End = number + 9,
        Strand = number % 2 == 0 ? "+" : "-",
        Location = $"complement({number + 1}..{number + 9})",
        CodingDna = "ATGAAATAA",
        Protein = "MK",
        Product = number % 3 == 0 ? "" : "蛋白質 \"x\"",
        ProteinId = "",
        CrossReferences = "InterPro:IPR000123;GI:1",
        TranslationTable = 11,
        CodonStart = 1 + number % 3,
        Partial = number % 5 == 0,
        Split = GeneSplit.Of($"MK{number}"),
    };

    private static async Task<byte[]> WrittenAsync(IEnumerable<Gene> genes)
    {
        using var file = new MemoryStream();
        await GeneTable.WriteAsync(genes.ToAsyncEnumerable(), file, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(GeneTableWriter.MaxRows)]
    [InlineData(GeneTableWriter.MaxRows * 2 + 3)]
    public async Task GeneTable_rows_come_back_as_written(int count)
    {
        var genes = Enumerable.Range(0, count).Select(Row).ToList();
        using var file = new MemoryStream(await WrittenAsync(genes));
        Assert.Equal(genes, await GeneTable.ReadAsync(file, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GeneTable_same_genes_give_same_bytes()
    {
        var genes = Enumerable.Range(0, 100).Select(Row).ToList();
        Assert.Equal(await WrittenAsync(genes), await WrittenAsync(genes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LOCUS of something that is no Parquet at all")]
    public async Task GeneTable_that_is_no_Parquet_is_refused(string content)
    {
        using var file = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content));
        var ct = TestContext.Current.CancellationToken;
        var error = await Assert.ThrowsAsync<InvalidFileException>(() => GeneTable.ReadAsync(file, ct).ToListAsync(ct).AsTask());
        Assert.Equal("Parquet", error.Fault.Field);
    }

    [Fact]
    public async Task GeneTableWriter_not_completed_leaves_no_readable_table()
    {
        var ct = TestContext.Current.CancellationToken;
        using var file = new MemoryStream();
        await using (var table = await GeneTableWriter.CreateAsync(file, ct))
            await table.AddAsync(Row(1), ct);
        file.Position = 0;
        await Assert.ThrowsAsync<InvalidFileException>(() => GeneTable.ReadAsync(file, ct).ToListAsync(ct).AsTask());
    }

    [Fact]
    public void GeneSplit_is_the_same_for_copies_and_near_one_tenth()
    {
        Assert.Equal(GeneSplit.Of("mkv"), GeneSplit.Of("MKV"));
        var held = Enumerable.Range(0, 10_000).Count(number => GeneSplit.Of($"MK{number}") == GeneSplit.HeldOut);
        Assert.InRange(held, 900, 1_100);
    }
}
