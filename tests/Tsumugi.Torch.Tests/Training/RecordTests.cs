using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Data;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Models of tables' rows, from cells to a diagnosis: breast cancer of Wisconsin.</summary>
public sealed class RecordTests
{
    private static readonly DataRecipe Table = new() { Files = "*.csv", Format = DataRecipe.Csv, Features = ["*"], Without = ["id*"] };

    private static readonly string[] Measured = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_shippedRecipes_learn32RealRecordsByHeart_andTheFilesSayTheSame()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (pretrain, told) = (PretrainRecipe.Read(Small("pretrain-records", 500).Deserialize<JsonElement>()), new Recorder());
        var (encoder, tokenHead, vocabulary, _) = Pretraining.Run(pretrain, await RealAsync(folder, pretrain.Data!, []), new(1, folder.Under("state"), "pretrain", told), Stop);
        EncoderFolder.Save(folder.Under("model"), encoder, tokenHead, vocabulary);

        // A feature is known by what is not hidden; guessing evenly would leave the logarithm of the bins.
        var last = told.Losses.TakeLast(40).Average();
        Assert.True(last < 0.5 * Math.Log(pretrain.Bins), $"{told.Losses[0]:0.000} → {last:0.000}");
        Assert.Equal(5 + 30 * (pretrain.Bins + 1), vocabulary.VocabularySize);

        var json = Small("finetune-diagnosis", 80).Deserialize<JsonElement>();
        var (task, recorder) = (TasksRecipe.Read(json).Tasks[0], new Recorder());
        var rows = await RealAsync(folder, task.Data, task.Head!.Columns);
        using var training = new TaskTraining(TasksRecipe.Read(json), folder.Under("model"), new(1, folder.Under("state"), "finetune", recorder));
        training.Run([rows], Stop);
        training.Save(folder.Under("out"));
        Assert.True(recorder.Losses.TakeLast(5).Average() < 0.1 * recorder.Losses[0], $"{recorder.Losses[0]:0.000} → {recorder.Losses[^1]:0.000}");

        var loaded = new Encoder(EncoderFolder.ReadConfig(folder.Under("out")));
        Assert.Equal(Positions.Learned, loaded.Config.Positions);
        EncoderFolder.Load(folder.Under("out"), loaded, null);
        var head = HeadFolder.Load(folder.Under("out"), "diagnosis", loaded);
        var items = LabelledItems.Of(task.Head, rows, new(Tokenizers.LoadAny("record", folder.Under("out")), loaded.Config.MaxTokens), loaded.Config.Width);
        Assert.Equal(training.Measures["diagnosis"]["accuracy"], Supervision.Measure(loaded, head, items.Test, 500, CPU)["accuracy"], 1e-9);
    }

    /// <summary>Neighbours on a chromosome are inherited together, so a genotype is known by those around it.</summary>
    [Fact]
    public async Task Run_genotypesRecipe_learns32RealIndividualsByHeart()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var json = Small("pretrain-genotypes", 500);
        json["data"]!["features"] = new JsonArray("21:383*", "21:384*");
        var (pretrain, told) = (PretrainRecipe.Read(json.Deserialize<JsonElement>()), new Recorder());
        IReadOnlyList<DataRow> rows = [.. (await AnnotatedSourceTests.RealGenotypesAsync(pretrain.Data!)).Take(32)];
        var (_, _, vocabulary, _) = Pretraining.Run(pretrain, rows, new(1, folder.Under("state"), "pretrain", told), Stop);
        Assert.InRange(vocabulary.VocabularySize, 5 + 25 * 3, 5 + 25 * 5);

        // What is left when nothing is known but how frequent the genotypes of each variant are.
        var records = rows.Select(row => (RecordItem)row.Item).ToList();
        var frequencies = Enumerable.Range(0, 25).Average(variant => records.CountBy(record => record.Values[variant] ?? "").Sum(pair => -pair.Value / 32.0 * Math.Log(pair.Value / 32.0)));
        var last = told.Losses.TakeLast(20).Average();
        Assert.True(last < 0.6 * frequencies, $"{told.Losses[0]:0.000} → {last:0.000}; by frequency alone {frequencies:0.000}");
    }

    [Fact]
    public async Task Read_features_areWhatThePatternsChoose_butForTargetsAndTheSplit()
    {
        using var folder = new Folder();
        var recipe = Table with { SplitColumn = "set", Train = ["train"], Test = ["test"] };
        var rows = await ReadAsync(folder, recipe, ["outcome"], "id 1,age,outcome,sex,set\n7,40,1,f,train\n8,NA,0,,test\n");
        var (first, second) = (Assert.IsType<RecordItem>(rows[0].Item), Assert.IsType<RecordItem>(rows[1].Item));
        Assert.Equal(["age", "sex"], first.Features);
        Assert.Equal(["NA", null], second.Values);
        Assert.Equal((DataUse.Test, "0"), (rows[1].Use, rows[1].Cells[0]));
    }

    [Fact]
    public async Task Run_kindsOfColumns_areLearned_andAskedOfWhatComesLater()
    {
        using var folder = new Folder();
        var rows = await ReadAsync(folder, Table, [], "age,sex,stage\n40,f,1\n50,m,2\nNA,f,x\n60,,3\n");
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain("record", 2), rows, new(1, folder.Under("state"), "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Under("model"), encoder, head, vocabulary);
        var reader = new ItemReader(Tokenizers.LoadAny("record", folder.Under("model")), 40, Table);

        // Four bins of ages and one that is missing; two sexes, others and missing; four stages, others and missing.
        var (ages, sexes) = (5, 5 + 5);
        Assert.Equal([0, ages, sexes + 1, vocabulary.VocabularySize - 2, 2], reader.Read(rows[2].Item).Ids);
        Assert.Equal(sexes, reader.Read(rows[3].Item).Ids[2]);
        var less = await ReadAsync(folder, Table, [], "stage,age,height\n2,50,180\n");
        Assert.Equal([0, ages + 3, sexes, vocabulary.VocabularySize - 4, 3, 2], reader.Read(less[0].Item).Ids);
        Assert.Throws<UnfitDataException>(() => Pretraining.Run(SmallRun.Pretrain("record", 2) with { MaxTokens = 4 }, rows, new(1, folder.Under("state"), "short", new Recorder()), Stop));
        var later = await ReadAsync(folder, Table, [], "age,sex,stage\nold,f,1\n");
        var error = Assert.Throws<UnfitDataException>(() => later[0].Read(() => reader.Read(later[0].Item)));
        Assert.StartsWith("table.csv, row 1: 'old' in column age is no number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,set\n1,2\n", "table.csv: no column fits 'features' (*); it has id, set")]
    [InlineData("age,sex,age\n1,2,3\n", "table.csv, age: Two columns have this name.")]
    [InlineData("age,sex\n1,2\n3\n", "row 2: It has 1 cells, and the header 2")]
    public async Task Read_tableThatDoesNotFit_isRefusedWithItsPlace(string text, string says)
    {
        using var folder = new Folder();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(folder, Table with { Without = ["id", "set"] }, [], text));
        Assert.True(error is UnfitDataException or InvalidFileException, error.GetType().Name);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Small(string name, int steps)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["tokensPerStep"]) = (steps, 2, 0.003, 1100);
        return recipe;
    }

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(Folder folder, DataRecipe recipe, IReadOnlyList<string> columns, string text)
    {
        var path = Path.Combine(folder.Path, "content");
        await File.WriteAllTextAsync(path, text, Stop);
        return await DataRows.ReadAsync(recipe, "dataset:lab/set", new Dictionary<string, string> { ["table.csv"] = path }, columns, Stop);
    }

    /// <returns>32 rows to train on, and as many to measure on.</returns>
    private static async Task<IReadOnlyList<DataRow>> RealAsync(Folder folder, DataRecipe data, IReadOnlyList<string> columns)
    {
        var names = ((string[])["mean", "error", "worst"]).SelectMany(kind => Measured.Select(what => $"{what} ({kind})")).Append("diagnosis");
        var lines = await File.ReadAllLinesAsync(SharedData.File("individual", "breast_cancer.csv"), Stop);
        var rows = await ReadAsync(folder, data, columns, string.Join(',', names) + '\n' + string.Join('\n', lines[1..]) + '\n');
        Assert.Equal(569, rows.Count);
        return [.. rows.Where(row => row.Use == DataUse.Train).Take(32), .. rows.Where(row => row.Use == DataUse.Test).Take(32)];
    }
}
