using CsCheck;
using Tsumugi.Formats.Tables;

namespace Tsumugi.Formats.Tests.Tables;

public sealed class TableTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parquet_pages_go_through_all_row_groups_in_order()
    {
        var bytes = await MadeTables.ParquetAsync(groups: 3, rowsPerGroup: 10);
        var shape = await Open("t.parquet", bytes).DescribeAsync(null, Stop);
        Assert.Equal((30, 5), (shape.Rows, shape.Columns.Count));
        Assert.Equal(["Integer", "Text", "Float", "Boolean", "Integer"], shape.Columns.Select(column => column.Meaning));
        Assert.True(shape.Columns[4].IsList);
        var rows = new List<IReadOnlyList<string?>>();
        for (long? at = 0; at is { } next;)
        {
            var page = await Open("t.parquet", bytes).ReadAsync(new(null, next, 7, []), Stop);
            Assert.True(page.Rows.Count == 7 || page.Next is null);
            rows.AddRange(page.Rows);
            at = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(n => $"{n}"), rows.Select(row => row[0]));
        Assert.Equal([null, "row 1", "row 2", null], rows.Take(4).Select(row => row[1]));
        Assert.Equal(["0", null, "1"], rows.Take(3).Select(row => row[2]));
        Assert.Equal(["true", "false"], rows.Take(2).Select(row => row[3]));
        Assert.Equal("[3, 4]", rows[3][4]);
    }

    [Theory]
    [InlineData("t.csv", false)]
    [InlineData("t.csv.gz", true)]
    public async Task Delimited_pages_begin_where_the_page_before_ended(string name, bool packed)
    {
        var text = "id,name\r\n" + string.Concat(Enumerable.Range(0, 100).Select(n => $"{n},\"a \"\"b\"\",\nline {n}\"\r\n"));
        var bytes = packed ? MadeTables.Gzip(MadeTables.Text(text)) : MadeTables.Text("\uFEFF" + text);
        var rows = new List<IReadOnlyList<string?>>();
        for (long? at = 0; at is { } next;)
        {
            var page = await Open(name, bytes).ReadAsync(new(null, next, 30, []), Stop);
            rows.AddRange(page.Rows);
            at = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), rows.Select(row => row[0]));
        Assert.Equal("a \"b\",\nline 5", rows[5][1]);
        Assert.Equal(["Integer", "Text"], (await Open(name, bytes).DescribeAsync(null, Stop)).Columns.Select(column => column.Meaning));
    }

    [Theory]
    [InlineData("id", "=", "17", 1)]
    [InlineData("id", ">=", "18", 2)]
    [InlineData("id", "<", "3", 3)]
    [InlineData("name", "contains", "ROW 1", 8)]
    [InlineData("name", "!=", "row 1", 19)]
    public async Task Filter_finds_the_same_rows_in_every_format(string column, string op, string value, int expected)
    {
        var csv = "id,name\n" + string.Concat(Enumerable.Range(0, 20).Select(n => $"{n},{(n % 3 == 0 ? "" : $"row {n}")}\n"));
        var filter = new TableFilter(column, op, value);
        var parquet = await Open("t.parquet", await MadeTables.ParquetAsync(2, 10)).ReadAsync(new(null, 0, 50, [filter]), Stop);
        var text = await Open("t.csv", MadeTables.Text(csv)).ReadAsync(new(null, 0, 50, [filter]), Stop);
        Assert.Equal((expected, expected), (parquet.Rows.Count, text.Rows.Count));
    }

    [Fact]
    public async Task AnnData_shows_cells_genes_and_matrices()
    {
        var bytes = MadeTables.AnnData();
        var shape = await Open("t.h5ad", bytes).DescribeAsync(null, Stop);
        Assert.Equal(("obs", 4), (shape.Part, shape.Rows));
        Assert.Equal(["_index", "cell_type", "n_counts"], shape.Columns.Select(column => column.Name));
        Assert.Equal(["obs", "var"], shape.Parts);
        Assert.Equal(["X csr 4x3 float32", "layers/counts dense 4x3 float32"], shape.Arrays.Select(one => $"{one.Name} {one.Encoding} {string.Join('x', one.Shape)} {one.Type}"));
        var cells = await Open("t.h5ad", bytes).ReadAsync(new("obs", 1, 2, []), Stop);
        Assert.Equal([["c2", "B", "2.5"], ["c3", null, "3.5"]], cells.Rows);
        Assert.Equal(3, cells.Next);
        var filtered = await Open("t.h5ad", bytes).ReadAsync(new("obs", 0, 50, [new("cell_type", "=", "T")]), Stop);
        Assert.Equal(["c1", "c4"], filtered.Rows.Select(row => row[0]));
        Assert.Equal(3, (await Open("t.h5ad", bytes).DescribeAsync("var", Stop)).Rows);
        await Assert.ThrowsAsync<InvalidFileException>(() => Open("t.h5ad", bytes).DescribeAsync("uns", Stop));
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.csv.gz")]
    public void Damaged_text_is_refused_or_read_and_nothing_else(string name)
    {
        // Parquet and HDF5 are read by libraries that may loop on damage: the hub's tests damage those, in the process that may be killed.
        var sound = name == "t.csv.gz" ? MadeTables.Gzip(MadeTables.Text("a,b\n1,2\n")) : MadeTables.Text("a,b\n1,\"2\n");
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte, Gen.Int[0, sound.Length]).Sample((at, value, length) =>
        {
            var broken = sound[..Math.Max(at + 1, length)];
            broken[at] = value;
            try
            {
                Open(name, broken).DescribeAsync(null, Stop).GetAwaiter().GetResult();
                Open(name, broken).ReadAsync(new(null, 0, 10, []), Stop).GetAwaiter().GetResult();
            }
            catch (InvalidFileException)
            {
            }
        }, iter: 300, threads: 1);
    }

    [Fact]
    public async Task Question_about_a_column_that_is_not_there_is_refused() => await Assert.ThrowsAsync<InvalidFileException>(
        () => Open("t.csv", MadeTables.Text("a\n1\n")).ReadAsync(new(null, 0, 10, [new("b", "=", "1")]), Stop));

    /// <summary>For real files too large for the repository: a folder named by the environment.</summary>
    [Fact]
    public async Task Files_of_a_folder_of_the_environment_are_shown()
    {
        var folder = Environment.GetEnvironmentVariable("TSUMUGI_CHECK_FILES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TSUMUGI_CHECK_FILES names no folder of sound files.");
        foreach (var path in Directory.EnumerateFiles(folder!, "*", SearchOption.AllDirectories).Where(path => TableFiles.FormatOf(path) is not null))
        {
            await using var file = File.OpenRead(path);
            var shape = await TableFiles.Open(path, file).DescribeAsync(null, Stop);
            file.Position = 0;
            var page = await TableFiles.Open(path, file).ReadAsync(new(null, 0, 5, []), Stop);
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {shape.Rows} rows, {shape.Columns.Count} columns, {string.Join("; ", shape.Arrays)}: {string.Join(" | ", page.Rows[0])}");
            Assert.NotEmpty(page.Rows);
        }
    }

    private static ITable Open(string name, byte[] bytes) => TableFiles.Open(name, new MemoryStream(bytes));
}
