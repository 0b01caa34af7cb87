using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Records of which several rows tell different times.</summary>
public sealed class SeriesTests
{
    private const string Visits = """
        person,date,pressure,smokes,outcome
        b,2026-02-01,140,yes,
        a,2026-01-03,,no,1
        a,2026-01-01,120,,
        b,2026-01-31T12:00,150,NA,0
        a,,130,no,1

        """;

    private static readonly DataRecipe Series = new() { Files = "*.csv", Format = DataRecipe.Csv, Features = ["*"], Record = "person", Time = "date" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_rowsOfOneRecord_areOneItemByTime_withOneAnswer()
    {
        using var folder = new Folder();
        var rows = await ReadAsync(folder, Series, ["outcome"], Visits);
        Assert.Equal([("table.csv, row 1 (b)", "0"), ("table.csv, row 2 (a)", "1")], rows.Select(row => (row.Place, row.Cells[0]!)));
        var (b, a) = (Assert.IsType<SeriesItem>(rows[0].Item), Assert.IsType<SeriesItem>(rows[1].Item));
        Assert.Equal(["pressure", "smokes"], b.Features);
        Assert.Equal([0, 0.5f], b.Rows.Select(row => row.Time));
        Assert.Equal(["150", "140"], b.Rows.Select(row => row.Values[0]!));
        Assert.Equal([0, 2, float.NaN], a.Rows.Select(row => row.Time));
        Assert.NotEqual(a.Content, (a with { Rows = [a.Rows[0] with { Time = 1 }, .. a.Rows.Skip(1)] }).Content);
    }

    [Fact]
    public async Task Read_tokensOfASeries_areWhatWasObserved_eachWithItsTime()
    {
        using var folder = new Folder();
        var rows = await ReadAsync(folder, Series, ["outcome"], Visits);
        var recipe = SmallRun.Pretrain("record", 2) with { Data = Series };
        var (encoder, head, vocabulary, _) = Pretraining.Run(recipe, rows, new(1, folder.Under("state"), "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Under("model"), encoder, head, vocabulary);
        var loaded = new Encoder(EncoderFolder.ReadConfig(folder.Under("model")));
        Assert.True(loaded.Config.Times);
        EncoderFolder.Load(folder.Under("model"), loaded, null);

        // Pressure: missing, then four bins; then smokes: missing, no, yes, others.
        var item = new ItemReader(Tokenizers.LoadAny("record", folder.Under("model")), 40, Series).Read(rows[1].Item);
        Assert.Equal((6, 6), (item.Ids.Length, item.Times!.Length));
        Assert.Equal([float.NaN, 0, 2, float.NaN, float.NaN, float.NaN], item.Times);
        Assert.Equal(item.Ids[2], item.Ids[4]);

        using var off = no_grad();
        using var scope = NewDisposeScope();
        Tensor States(params TokenizedItem[] items) => loaded.forward(Batch.Pack(items, CPU));
        var later = item with { Times = [.. item.Times.Select(time => time + 30)] };
        Assert.False(States(item).allclose(States(later)));
        Assert.True(States(item).equal(States(item with { })).all().item<bool>());
        var packed = States(item, new(item.Ids), later);
        Assert.True(packed.narrow(0, 12, 6).allclose(States(later), 1e-5, 1e-5));
        Assert.True(packed.narrow(0, 6, 6).allclose(States(new TokenizedItem(item.Ids)), 1e-5, 1e-5));
        var padded = loaded.forward(Batch.Pad([later, item with { Ids = item.Ids[..4], Times = item.Times[..4] }], vocabulary.Padding, CPU));
        Assert.True(padded.narrow(0, 0, 6).allclose(States(later), 1e-5, 1e-5));
        Assert.Throws<InvalidOperationException>(() => Tsumugi.Torch.Onnx.EncoderGraph.Of(loaded, null));
    }

    [Fact]
    public async Task Read_seriesLongerThanTheModelReads_keepsItsLatest_andTheLogSaysHowManyWereLeftOut()
    {
        using var folder = new Folder();
        var lines = Enumerable.Range(0, 6).Select(day => $"long,{day},{day % 2},{"abcdef"[day]}");
        var rows = await ReadAsync(folder, Series, [], "person,date,pressure,smokes\n" + string.Join('\n', lines) + "\nlong,,,never\nshort,1,0,a\n");
        var (recipe, told) = (SmallRun.Pretrain("record", 2) with { Data = Series, MaxTokens = 8 }, new Recorder());
        var (_, _, vocabulary, _) = Pretraining.Run(recipe, rows, new(1, folder.Under("state"), "run", told), Stop);
        Assert.Contains("*.csv: 1 records hold more than 8 tokens; their earliest 7 observations are left out.", told.Logs);

        var (whole, kept) = (new ItemReader(vocabulary, 40, Series).Read(rows[0].Item), new ItemReader(vocabulary, 8, Series).Read(rows[0].Item));
        Assert.Equal((15, 8), (whole.Ids.Length, kept.Ids.Length));
        Assert.Equal([float.NaN, 3, 4, 4, 5, 5, float.NaN, float.NaN], kept.Times!);
        Assert.Equal([whole.Ids[0], .. whole.Ids[^7..]], kept.Ids);
        Assert.Equal(4, new ItemReader(vocabulary, 8, Series).Read(rows[1].Item).Ids.Length);
    }

    /// <summary>One feature tells when it was taken, and nothing but the time tells what it is: what is hidden can be known by the time alone.</summary>
    [Fact]
    public async Task Run_shippedRecipe_learnsByHeartWhatTimeAloneTells_andTheSameInParts()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var random = new CounterRandom(3, "visits");
        var lines = Enumerable.Range(0, 32).SelectMany(person => Enumerable.Range(0, 8).Select(visit =>
        {
            var day = random.Below(4, person, visit);
            return $"p{person},2026-01-01T{6 * day:D2}:00,{"abcd"[day]},{(person % 2 == 0 ? "well" : "ill")}\np{person},2026-01-01,a,";
        }));
        var json = Small("pretrain-visits");
        var recipe = PretrainRecipe.Read(json.Deserialize<JsonElement>());
        var rows = await ReadAsync(folder, recipe.Data!, [], "person,date,letter,diagnosis\n" + string.Join('\n', lines) + "\n");
        Assert.Equal(32, rows.Count);
        var told = new Recorder();
        Pretraining.Run(recipe, rows, new(1, folder.Under("whole"), "run", told), Stop);
        var last = told.Losses.TakeLast(20).Average();
        Assert.True(last < 0.15, $"{told.Losses[0]:0.000} → {last:0.000}");

        var parts = new Recorder();
        var few = recipe with { Schedule = recipe.Schedule with { Steps = 5, Accumulation = 3 } };
        Pretraining.Run(few, rows, new(1, folder.Under("parts"), "run", parts), Stop);
        var single = new Recorder();
        Pretraining.Run(few with { Schedule = few.Schedule with { Accumulation = 1 } }, rows, new(1, folder.Under("single"), "run", single), Stop);
        Assert.All(single.Losses.Zip(parts.Losses), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        var stored = new Recorder();
        Pretraining.Run(few with { Schedule = few.Schedule with { Accumulation = 1 }, Data = few.Data! with { TokensInMemory = 100 } }, rows, new(1, folder.Under("stored"), "run", stored), Stop);
        Assert.Equal(single.Losses, stored.Losses);
    }

    [Fact]
    public async Task Run_timesForAModelThatReadsNone_areRefused()
    {
        using var folder = new Folder();
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain("record", 1), SmallRun.Rows(8, "record"), new(1, folder.Path, "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Path, encoder, head, vocabulary);
        var recipe = """{"kind":"continue","data":{"files":"*.csv","format":"csv","features":["*"],"record":"person","time":"date"},"maskShare":0.15,"tokensPerStep":100,"steps":1,"warmup":0,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""";
        using var training = new TaskTraining(TasksRecipe.Read(JsonSerializer.Deserialize<JsonElement>(recipe)), folder.Path, new(1, folder.Under("state"), "run", new Recorder()));
        var rows = await ReadAsync(folder, Series, [], Visits);
        Assert.Contains("this one reads none", Assert.Throws<InvalidRecipeException>(() => training.Run([rows], Stop)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("person,date,x\na,soon,1\n", "table.csv, row 1: 'soon' in column date is no time")]
    [InlineData("person,date,x\n,1,1\n", "table.csv, row 1: column person does not say whose row it is")]
    [InlineData("person,date,x\na,1,1\na,2026-01-01,1\n", "table.csv, row 2: the times of the record of table.csv, row 1 (a) are numbers and dates")]
    [InlineData("person,date,x,outcome\na,1,1,u\na,2,1,v\n", "table.csv, row 2: column outcome is 'v', and 'u' in a row of the same record (table.csv, row 1 (a))")]
    [InlineData("person,x\na,1\n", "table.csv, date: ")]
    public async Task Read_rowsThatMakeNoRecord_areRefusedWithTheirPlace(string text, string says)
    {
        using var folder = new Folder();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(folder, Series, text.Contains("outcome", StringComparison.Ordinal) ? ["outcome"] : [], text));
        Assert.True(error is UnfitDataException or InvalidFileException, error.GetType().Name);
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Small(string name)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["tokensPerStep"], recipe["width"], recipe["maxTokens"]) = (300, 2, 0.003, 800, 32, 32);
        recipe["data"]!.AsObject().Remove("testShare");
        return recipe;
    }

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(Folder folder, DataRecipe recipe, IReadOnlyList<string> columns, string text)
    {
        var path = Path.Combine(folder.Path, "content");
        await File.WriteAllTextAsync(path, text, Stop);
        return await DataRows.ReadAsync(recipe, "dataset:lab/set", new Dictionary<string, string> { ["table.csv"] = path }, columns, Stop);
    }
}
