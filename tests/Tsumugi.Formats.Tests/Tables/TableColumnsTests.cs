using CsCheck;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Tests.Tables;

public sealed class TableColumnsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_parquet_givesEveryRowOfTheColumnsAskedFor_inTheirOrder()
    {
        var rows = await ReadAsync("t.parquet", await MadeTables.ParquetAsync(groups: 3, rowsPerGroup: 10), "score", "name");
        Assert.Equal(30, rows.Count);
        Assert.Equal(["0", null], rows[0]);
        Assert.Equal([null, "row 1"], rows[1]);
        Assert.Equal([null, "row 29"], rows[29]);
    }

    [Theory]
    [InlineData("t.csv", ",")]
    [InlineData("t.tsv.gz", "\t")]
    public async Task Read_delimited_givesWholeCells_andEmptyOnesAsNone(string name, string delimiter)
    {
        var text = MadeTables.Text($"id{delimiter}sequence\n1{delimiter}{new string('M', 70_000)}\n2{delimiter}\n");
        var rows = await ReadAsync(name, name.EndsWith(".gz", StringComparison.Ordinal) ? MadeTables.Gzip(text) : text, "sequence", "id");
        Assert.Equal([new string('M', 70_000), "1"], rows[0]);
        Assert.Equal([null, "2"], rows[1]);
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task Read_columnThatIsNotThere_saysWhichAre()
    {
        var error = await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("t.csv", MadeTables.Text("id,sequence\n1,M\n"), "target", "id", "split"));
        Assert.Contains("target, split", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has id, sequence", error.Message, StringComparison.Ordinal);
        var parquet = await MadeTables.ParquetAsync(1, 3);
        Assert.Contains("id, name, score, flag", (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("t.parquet", parquet, "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("lists", (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("t.parquet", parquet, "list"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_rowOfAnotherLength_isNamed()
    {
        var error = await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("t.csv", MadeTables.Text("id,sequence\n1,M\n2\n"), "id"));
        Assert.Contains("row 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_anyDelimitedBytes_areRowsOrOneClearError() => await Gen.String[Gen.OneOf(Gen.Char["a,\"\n\r"], Gen.Char), 0, 200].SampleAsync(async text =>
    {
        try
        {
            Assert.All(await ReadAsync("t.csv", MadeTables.Text("a,b\n" + text), "b"), row => Assert.Single(row));
        }
        catch (InvalidFileException error)
        {
            Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public async Task Read_parquetCutShort_isRefused()
    {
        var parquet = await MadeTables.ParquetAsync(2, 5);
        await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("t.parquet", parquet[..(parquet.Length / 2)], "name"));
    }

    private static async Task<List<string?[]>> ReadAsync(string name, byte[] bytes, params string[] columns)
    {
        var rows = new List<string?[]>();
        await foreach (var row in TableColumns.ReadAsync(name, new MemoryStream(bytes), columns, Stop))
            rows.Add(row);
        return rows;
    }
}
