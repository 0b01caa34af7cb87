using Tsumugi.Formats.Images;
using Tsumugi.Formats.Tabular;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Images;
using Tsumugi.Torch.Tokens.Records;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed class RecordTokenizerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Record_missingUnknownAndTime_haveTheirPlace()
    {
        var learning = new RecordLearning(bins: 2);
        foreach (var age in new[] { 20, 40, 60 })
            learning.Add([new("age", TabularValue.Of(age)), new("sex", TabularValue.Of(age == 40 ? "m" : "f"))]);
        var tokenizer = learning.ToTokenizer();
        // age: 5 missing, 6 below 40, 7 from 40 on; sex: 8 missing, 9 f, 10 m, 11 others.
        Assert.Equal(12, tokenizer.VocabularySize);
        var tally = new CoverageTally("values");
        Observation[] record = [new("age", TabularValue.Of(39), 1), new("age", TabularValue.Of(40), 2.5f), new("sex", TabularValue.Of("x")), new("sex", default), new("weight", TabularValue.Of(1))];
        var item = tokenizer.Tokenize(record, 100, tally);
        Assert.Equal([0, 6, 7, 11, 8, 3, 2], item.Ids);
        Assert.Equal([float.NaN, 1, 2.5f, float.NaN, float.NaN, float.NaN, float.NaN], item.Times!);
        Assert.Equal(["sex=x", "weight"], tally.Result().Worst.Select(one => one.Symbol));
        Assert.Equal(3, tokenizer.Tokenize(record, 4).Times!.Length - 1);
        Assert.Contains("'age' is numeric", Assert.Throws<UnreadableItemException>(() => tokenizer.Tokenize([new("age", TabularValue.Of("old"))], 10)).Message, StringComparison.Ordinal);
        using var folder = new Folder();
        tokenizer.WriteTo(folder.Path);
        Assert.Equal(item.Ids, RecordTokenizer.Load(folder.Path).Tokenize(record, 100).Ids);
    }

    [Fact]
    public async Task BreastCancer_bins_holdAboutAsManyRowsEach()
    {
        var table = await TabularFile.OpenAsync(SharedData.File("individual/breast_cancer.csv"), new() { SkipRecords = 1, Names = [.. Enumerable.Range(1, 30).Select(i => $"f{i}"), "benign"] }, Stop);
        var rows = await table.ReadAsync(Stop).ToListAsync(Stop);
        var learning = new RecordLearning(bins: 8);
        foreach (var row in rows)
            learning.Add(Observation.Of(table.Columns, row));
        var tokenizer = learning.ToTokenizer();
        var ids = rows.Select(row => tokenizer.Tokenize(Observation.Of(table.Columns, row), 64).Ids).ToList();
        Assert.All(ids, one => Assert.Equal(33, one.Length));
        foreach (var group in ids.CountBy(one => one[1]))
            Assert.InRange(group.Value, 60, 85);
    }

    [Fact]
    public async Task Tox21_missingTasks_areTokensOfTheirOwn()
    {
        var table = await TabularFile.OpenAsync(SharedData.File("molecule/tox21.csv.gz"), ct: Stop);
        var rows = await table.ReadAsync(Stop).Take(500).ToListAsync(Stop);
        var learning = new RecordLearning(categories: 10);
        foreach (var row in rows)
            learning.Add([.. Observation.Of(table.Columns, row).Take(12)]);
        var tokenizer = learning.ToTokenizer();
        var missing = tokenizer.Tokenize([new("NR-AR", default)], 10).Ids[1];
        Assert.Equal(rows.Count(row => row[0].IsMissing), rows.Count(row => tokenizer.Tokenize([.. Observation.Of(table.Columns, row).Take(12)], 64).Ids[1] == missing));
    }

    [Fact]
    public void Patches_holdTheImage()
    {
        var image = new PixelPlane(4, 4, 2, 8, [.. Enumerable.Range(0, 32).Select(i => (ushort)(i * 8))]);
        var tokenizer = new PatchTokenizer(new(Side: 4, Patch: 2, Channels: 2));
        var item = tokenizer.Tokenize(image, 100);
        Assert.Equal([0, 5, 5, 5, 5, 2], item.Ids);
        float[] second = [4, 5, 6, 7, 12, 13, 14, 15];
        Assert.Equal((8, 48), (tokenizer.Numbers, item.Numbers!.Length));
        Assert.Equal(second.Select(i => i * 8 / 255f), item.Numbers.Skip(16).Take(8));
        Assert.All([.. item.Numbers.Take(8), .. item.Numbers.TakeLast(8)], mark => Assert.Equal(0, mark));
        Assert.Equal(item.Numbers.Take(24), tokenizer.Tokenize(image, 4).Numbers!.Take(24));
        using var folder = new Folder();
        tokenizer.WriteTo(folder.Path);
        Assert.Equal(tokenizer.Shape, PatchTokenizer.Load(folder.Path).Shape);
        Assert.Throws<InvalidDataException>(() => new PatchTokenizer(new(5, 2, 1)));
        Assert.Contains("2 channels", Assert.Throws<UnreadableItemException>(() => new PatchTokenizer(new(4, 2, 3)).Tokenize(image, 9)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BloodCells_becomePatchesOfOneSize()
    {
        using var file = File.OpenRead(SharedData.File("image/bccd_blood_cells.tar"));
        var tokenizer = new PatchTokenizer(new(Side: 32, Patch: 8, Channels: 3));
        foreach (var image in VocArchive.Read(file, "bccd").Take(50))
        {
            var item = tokenizer.Tokenize(image.Plane, 1000);
            Assert.Equal((18, 18 * 192), (item.Ids.Length, item.Numbers!.Length));
            Assert.All(item.Numbers, pixel => Assert.InRange(pixel, 0, 1));
        }
    }
}
