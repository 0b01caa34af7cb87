using CsCheck;
using PureHDF;
using Tsumugi.Formats.Expression;
using Tsumugi.Formats.Tests.Tables;

namespace Tsumugi.Formats.Tests.Expression;

public sealed class ExpressionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_of_writing_gives_the_same_cells_whatever_the_block(string way)
    {
        using var folder = new TemporaryFolder();
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 7], Gen.Int, Gen.Int[1, 40], Gen.Int[1, 5]).Sample((cells, genes, seed, entries, most) =>
        {
            var made = new MadeExpression(Counts(Math.Max(1, cells), genes, seed));
            var path = made.Write(folder, way);
            using var matrix = ExpressionMatrix.Open(path, new() { BlockBytes = entries * 8, BlockCells = most });
            Assert.Equal(Math.Max(1, cells), matrix.CellCount);
            Assert.Equal(made.Expected(), MadeExpression.Plain(matrix));
        }, iter: 12, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void AnnData_cells_have_columns_and_genes_have_names()
    {
        using var folder = new TemporaryFolder();
        using var matrix = ExpressionMatrix.Open(new MadeExpression(Counts(5, 3, 1)).Write(folder, "csc"), new() { BlockCells = 2 });
        Assert.Equal(["label"], matrix.Columns);
        Assert.Equal(new("ENSG00001", "ensg00001"), matrix.Genes[1]);
        Assert.Equal(["cell0!", "cell1!", "cell2!", "cell3!", "cell4!"], matrix.Blocks(Stop).SelectMany(block => block.Column("label")));
        Assert.Contains("It has label", Assert.Throws<InvalidFileException>(() => matrix.Blocks(Stop).First().Column("donor")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unsorted_genes_of_a_cell_are_sorted_and_one_named_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var matrix = ExpressionMatrix.Open(Sparse(folder, [2, 0, 1], [3, 1, 2])))
            Assert.Equal(["c g0=1 g1=2 g2=3"], MadeExpression.Plain(matrix));
        using (var matrix = ExpressionMatrix.Open(Sparse(folder, [2, 0, 2], [3, 1, 2])))
            Assert.Contains("cell 0 (c), gene 2 is named twice", Assert.Throws<InvalidFileException>(() => MadeExpression.Plain(matrix)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 5 }, new float[] { 1, 2, 3 }, new[] { 0, 3 }, "gene 5 is out of range")]
    [InlineData(new[] { 0, 1, 2 }, new[] { 1, float.NaN, 3 }, new[] { 0, 3 }, "not finite")]
    [InlineData(new[] { 0, 1, 2 }, new float[] { 1, 2, 3 }, new[] { 0, 4 }, "X/indptr: Entry 1 is 4")]
    [InlineData(new[] { 0, 1, 2 }, new float[] { 1, 2, 3 }, new[] { 1, 3 }, "X/indptr: Entry 0 is 1")]
    [InlineData(new[] { 0, 1, 2 }, new float[] { 1, 2, 3 }, new[] { 0 }, "X/indptr: It has 1 entries, where 2 are wanted")]
    [InlineData(new[] { 0, 1 }, new float[] { 1, 2, 3 }, new[] { 0, 2 }, "X/indices: It has 2 entries beside 3 values")]
    public void Entries_that_cannot_be_are_refused_with_their_place(int[] indices, float[] data, int[] bounds, string said)
    {
        using var folder = new TemporaryFolder();
        using var matrix = ExpressionMatrix.Open(Sparse(folder, indices, data, bounds));
        Assert.Contains(said, Assert.Throws<InvalidFileException>(() => MadeExpression.Plain(matrix)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%%MatrixMarket matrix array real general\n3 2 1\n1 1 1\n", "line 1, banner")]
    [InlineData("%%MatrixMarket matrix coordinate real general\n3 5 1\n1 1 1\n", "line 2, sizes")]
    [InlineData("%%MatrixMarket matrix coordinate real general\n3 2 1\n4 1 1\n", "line 3, entry: Gene 4 and cell 1")]
    [InlineData("%%MatrixMarket matrix coordinate real general\n3 2 1\n1 x 1\n", "line 3, entry")]
    [InlineData("%%MatrixMarket matrix coordinate real general\n3 2 2\n1 1 1\n", "There are 1 entries, where the header says 2")]
    [InlineData("", "There are 0 entries")]
    public void Broken_matrix_market_says_its_line(string text, string said)
    {
        using var folder = new TemporaryFolder();
        var path = new MadeExpression(Counts(2, 3, 1)).Write(folder, "mtx");
        File.WriteAllText(Path.Combine(path, "matrix.mtx"), text);
        using var matrix = ExpressionMatrix.Open(path);
        Assert.Contains(said, Assert.Throws<InvalidFileException>(() => MadeExpression.Plain(matrix)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_that_is_not_there_is_refused_with_those_that_are()
    {
        using var folder = new TemporaryFolder();
        var path = new MadeExpression(Counts(2, 3, 1)).Write(folder, "csr");
        Assert.Contains("Choose one of X", Assert.Throws<InvalidFileException>(() => ExpressionMatrix.Open(path, new() { Matrix = "layers/counts" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void File_cut_off_anywhere_is_refused(string way)
    {
        using var folder = new TemporaryFolder();
        var made = new MadeExpression(Counts(6, 5, 3));
        var path = made.Write(folder, way);
        var file = Directory.Exists(path) ? Directory.EnumerateFiles(path, "matrix*").Single() : path;
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 97))
        {
            File.WriteAllBytes(file, whole[..length]);
            try
            {
                using var matrix = ExpressionMatrix.Open(path);
                Assert.Equal(made.Expected(), MadeExpression.Plain(matrix));
            }
            catch (InvalidFileException error)
            {
                Assert.NotEmpty(error.Fault.Field);
            }
        }
    }

    [Fact]
    public async Task Tokenised_cells_come_with_their_lists()
    {
        await using var file = File.OpenRead(RealData.Path("cell/bionemo_genecorpus_500_cells.parquet"));
        var cells = new List<int[]>();
        await foreach (var cell in TokenisedCells.ReadAsync(file, "cells.parquet", Stop))
            cells.Add(cell);
        Assert.Equal(500, cells.Count);
        Assert.All(cells, cell => Assert.InRange(cell.Length, 1, 4096));
        Assert.All(cells, cell => Assert.Equal(cell.Length, cell.Distinct().Count()));
    }

    [Fact]
    public async Task Tokenised_cells_of_another_file_are_refused()
    {
        var file = new MemoryStream(await MadeTables.ParquetAsync(1, 3));
        await Assert.ThrowsAsync<InvalidFileException>(async () => await TokenisedCells.ReadAsync(file, "t.parquet", Stop).ToListAsync(Stop));
    }

    public static TheoryData<string> Ways => [.. MadeExpression.Ways];

    private static float[,] Counts(int cells, int genes, int seed)
    {
        var random = new Random(seed);
        var counts = new float[cells, genes];
        for (var cell = 0; cell < cells; cell++)
        {
            for (var gene = 0; gene < genes; gene++)
                counts[cell, gene] = random.Next(3) == 0 ? 0 : random.Next(1, 9);
        }

        // A file cannot hold an empty list here.
        counts[0, 0] = 1;
        return counts;
    }

    private static string Sparse(TemporaryFolder folder, int[] indices, float[] data, int[]? bounds = null)
    {
        var path = folder.At($"{Guid.NewGuid():N}.h5ad");
        new H5File
        {
            ["X"] = new H5Group { Attributes = { ["encoding-type"] = "csr_matrix" }, ["data"] = data, ["indices"] = indices, ["indptr"] = bounds ?? [0, indices.Length] },
            ["obs"] = new H5Group { Attributes = { ["_index"] = "id" }, ["id"] = new[] { "c" } },
            ["var"] = new H5Group { Attributes = { ["_index"] = "id" }, ["id"] = new[] { "g0", "g1", "g2" } },
        }.Write(path);
        return path;
    }
}
