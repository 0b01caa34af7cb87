using System.Text;
using Tsumugi.Formats;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Data;

public sealed class DataRowsTests
{
    private const string Table = "sequence,target,set\nMKV,1.5,train\nMKL,,train\nMAA,2,test\nMCC,3,valid\n";

    private static readonly DataRecipe Csv = new() { Files = "*.csv", Format = "csv", Column = "sequence", SplitColumn = "set", Train = ["train"], Test = ["test"] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_table_dealsRowsByTheirSplit()
    {
        var rows = await ReadAsync(Csv, ["target"], ("a.csv", Table), ("notes.txt", "x"));
        Assert.Equal([DataUse.Train, DataUse.Train, DataUse.Test, DataUse.Neither], rows.Select(row => row.Use));
        Assert.Equal(("a.csv, row 2", "MKL", null), (rows[1].Place, rows[1].Item.Content, rows[1].Cells[0]));
    }

    [Fact]
    public async Task Read_fasta_givesTheRecordsOfAllFilesInOrder_andDealsCopiesToOneSide()
    {
        var recipe = new DataRecipe { Files = "*.fa", Format = "fasta", TestShare = 0.5 };
        var text = new StringBuilder();
        for (var i = 0; i < 200; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $">p{i} protein\nMK\n{new string('A', 1 + i % 100)}\n");
        var rows = await ReadAsync(recipe, [], ("b.fa", ">last\nMV\n"), ("a.fa", text.ToString()));
        Assert.Equal((201, "MV"), (rows.Count, rows[^1].Item.Content));
        Assert.StartsWith("a.fa, line 1 (p0)", rows[0].Place, StringComparison.Ordinal);
        Assert.All(rows.GroupBy(row => row.Item), copies => Assert.Single(copies.Select(row => row.Use).Distinct()));
        Assert.InRange(rows.Count(row => row.Use == DataUse.Test), 60, 140);
    }

    [Theory]
    [InlineData("fasta", ">a long\nAACC\nGGTTA\n>b\nACGT\n", "from letter 5")]
    [InlineData("csv", "sequence\nAACCGGTTA\nACGT\n", "row 1, from letter 5")]
    public async Task Read_window_longItemsBecomePiecesOfOneLength(string format, string text, string place)
    {
        var rows = await ReadAsync(new() { Files = "*", Format = format, Column = format == "csv" ? "sequence" : "", Window = 4 }, [], ("a." + format, text));
        Assert.Equal(["AACC", "GGTT", "GTTA", "ACGT"], rows.Select(row => row.Item.Content));
        Assert.EndsWith(place, rows[1].Place, StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal(DataUse.Train, row.Use));
    }

    [Theory]
    [InlineData("*.parquet", "csv", "sequence", "has no file *.parquet; it has a.csv, b.fa")]
    [InlineData("*.fa", "csv", "sequence", "no table")]
    [InlineData("*.csv", "parquet", "sequence", "not parquet")]
    [InlineData("*.csv", "csv", "protein", "it has sequence, target, set")]
    [InlineData("*.fa", "fasta", "", "FASTA has no column target")]
    public async Task Read_whatIsNotThere_isRefusedWithWhatIs(string files, string format, string column, string says)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(new() { Files = files, Format = format, Column = column }, ["target"], ("a.csv", Table), ("b.fa", ">a\nM\n")));
        Assert.True(error is UnfitDataException or InvalidFileException, error.GetType().Name);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sequence,target,set\nMKV,1,test\n", "is train in column set")]
    [InlineData("sequence,target,set\n,1,train\n", "a.csv, row 1: column sequence is empty")]
    public async Task Read_nothingToTrainOn_isRefused(string table, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<UnfitDataException>(() => ReadAsync(Csv, ["target"], ("a.csv", table)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("regression", "MKV,high,train", "a.csv, row 1: 'high' is no number")]
    [InlineData("regression", "MKV,2,train\nMKL,2,train", "has no two different values")]
    [InlineData("regression", "MKV,,train", "has no two different values")]
    [InlineData("classification", "MKV,a,train\nMKL,,train", "the one value 'a'")]
    [InlineData("classification", "M!V,a,train\nMKL,b,train", "a.csv, row 1: '!' at position 2 is no amino acid")]
    [InlineData("multiLabel", "MKV,2,train", "neither 1 nor 0")]
    [InlineData("multiLabel", "MKV,,train", "Nothing is known of target")]
    [InlineData("perPosition", "MKV,HE,train", "a.csv, row 1: the item has 3 positions and its labels 2")]
    public async Task Of_labelsThatTeachNothing_areRefusedWithTheirPlace(string kind, string lines, string says)
    {
        var recipe = new HeadRecipe("x", kind, ["target"], "", default, 0);
        var rows = await ReadAsync(Csv, recipe.Columns, ("a.csv", "sequence,target,set\n" + lines + "\n"));
        var error = Assert.Throws<UnfitDataException>(() => LabelledItems.Of(recipe, rows, new(new ProteinTokenizer(), 64), 16));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_positions_maskedOnesAreUnknown_andLongItemsAreCutWithTheirLabels()
    {
        var recipe = new HeadRecipe("x", "perPosition", ["target"], "seen", default, 0);
        var rows = await ReadAsync(Csv, recipe.Columns, ("a.csv", "sequence,target,seen,set\nMKVLA,HHECC,01111,train\nMKV,,,train\nMC,HX,11,test\n"));
        var items = LabelledItems.Of(recipe, rows, new(new ProteinTokenizer(), 6), 16);
        Assert.Equal(["C", "E", "H"], items.Head.Outputs);
        Assert.Equal([float.NaN, 2, 1, 0], Assert.Single(items.Train).Targets);

        // What training never saw is never right.
        Assert.Equal([2, -1], Assert.Single(items.Test).Targets);
    }

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(DataRecipe recipe, IReadOnlyList<string> columns, params (string Path, string Text)[] files)
    {
        using var folder = new Folder();
        var contents = new Dictionary<string, string>();
        foreach (var (path, text) in files)
            await File.WriteAllTextAsync(contents[path] = Path.Combine(folder.Path, path), text, Stop);
        return await DataRows.ReadAsync(recipe, "dataset:lab/set", contents, columns, Stop);
    }
}
