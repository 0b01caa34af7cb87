using Tsumugi.Formats.Tabular;
using Tsumugi.Formats.Tests.Tables;

namespace Tsumugi.Formats.Tests.Tabular;

public sealed class TabularTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Columns_are_numbers_or_categories_and_may_miss()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("t.tsv"), "age\tsex\tdose\n61\tf\t1.5\nNA\tm\t\n47\t\t2e1\n");
        var table = await TabularFile.OpenAsync(folder.At("t.tsv"), ct: Stop);
        Assert.Equal([ColumnKind.Numeric, ColumnKind.Categorical, ColumnKind.Numeric], table.Columns.Select(column => column.Kind));
        var rows = await table.ReadAsync(Stop).ToListAsync(Stop);
        Assert.Equal([TabularValue.Of(61), TabularValue.Of("f"), TabularValue.Of(1.5)], rows[0]);
        Assert.Equal([true, false, true], rows[1].Select(value => value.IsMissing));
        Assert.Equal(20, rows[2][2].Number);
    }

    [Fact]
    public async Task Parquet_gives_the_same_kinds()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("t.parquet"), await MadeTables.ParquetAsync(groups: 2, rowsPerGroup: 10));
        var table = await TabularFile.OpenAsync(folder.At("t.parquet"), ct: Stop);
        Assert.Equal([ColumnKind.Numeric, ColumnKind.Categorical, ColumnKind.Numeric, ColumnKind.Categorical], table.Columns.Take(4).Select(column => column.Kind));
        var rows = await table.ReadAsync(Stop).ToListAsync(Stop);
        Assert.Equal(20, rows.Count);
        Assert.Equal(19, rows[19][0].Number);
        Assert.Equal("row 1", rows[1][1].Category);
        Assert.True(rows[0][1].IsMissing);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "row 2, record: It has 1 cells beside 2 names")]
    [InlineData("a,a\n1,2\n", "a: Two columns have this name")]
    [InlineData("", "header: The file is empty")]
    [InlineData("a,b\n1,2\nx,3\n", "row 2, a: 'x' is no number")]
    public async Task Broken_table_says_its_row_and_column(string text, string said)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("t.csv"), text);
        var error = await Assert.ThrowsAsync<InvalidFileException>(async () =>
        {
            var table = await TabularFile.OpenAsync(folder.At("t.csv"), new() { Sample = 1 }, Stop);
            await table.ReadAsync(Stop).ToListAsync(Stop);
        });
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_table_that_was_cut_off_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = MadeTables.Gzip(MadeTables.Text("a\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919 % 5003}\n"))));
        File.WriteAllBytes(folder.At("t.csv.gz"), whole[..(whole.Length / 2)]);
        var table = await TabularFile.OpenAsync(folder.At("t.csv.gz"), new() { Sample = 5 }, Stop);
        Assert.Contains("cut off", (await Assert.ThrowsAsync<InvalidFileException>(async () => await table.ReadAsync(Stop).ToListAsync(Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breast_cancer_has_no_names_of_its_own()
    {
        var path = RealData.Path("individual/breast_cancer.csv");
        var table = await TabularFile.OpenAsync(path, new() { SkipRecords = 1, Names = [.. Enumerable.Range(1, 30).Select(i => $"f{i}"), "benign"] }, Stop);
        var rows = await table.ReadAsync(Stop).ToListAsync(Stop);
        Assert.Equal(569, rows.Count);
        Assert.All(table.Columns, column => Assert.Equal(ColumnKind.Numeric, column.Kind));
        Assert.Equal(357, rows.Count(row => row[30].Number == 1));
        Assert.Contains("31 cells beside 4 names", (await Assert.ThrowsAsync<InvalidFileException>(() => TabularFile.OpenAsync(path, ct: Stop))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("molecule/delaney-processed.csv", 1128, 10)]
    [InlineData("molecule/tox21.csv.gz", 8014, 14)]
    public async Task Molecules_have_smiles_and_numbers(string name, int molecules, int columns)
    {
        var table = await TabularFile.OpenAsync(RealData.Path(name), ct: Stop);
        Assert.Equal(columns, table.Columns.Count);
        Assert.Equal(molecules, await table.ReadAsync(Stop).CountAsync(Stop));
        var smiles = await table.TextsAsync("smiles", Stop).ToListAsync(Stop);
        Assert.Equal(molecules, smiles.Count);
        Assert.All(smiles, text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }
}
