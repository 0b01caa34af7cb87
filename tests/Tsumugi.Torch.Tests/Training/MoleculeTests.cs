using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>A model of molecules from nothing to an answer: solubilities of Delaney 2004.</summary>
public sealed class MoleculeTests
{
    private const string Table = "delaney-processed.csv";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_pretrainedOnMolecules_goesOnByEveryRecipe_withTheVocabularyThatItLearned()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (model, vocabulary) = (folder.Under("model"), Path.Combine(folder.Under("model"), "vocab.txt"));
        await PretrainAsync(model, new Recorder());
        var (data, head) = (Shipped("finetune-solubility")["data"]!, Shipped("finetune-solubility")["head"]!);
        JsonObject[] recipes =
        [
            Tasks("finetune", new() { ["data"] = data.DeepClone(), ["head"] = head.DeepClone() }),
            Tasks("continue", new() { ["data"] = data.DeepClone(), ["maskShare"] = 0.15 }),
            Tasks("mixture", new()
            {
                ["tasks"] = new JsonArray(
                    new JsonObject { ["input"] = "a", ["data"] = data.DeepClone(), ["maskShare"] = 0.15 },
                    new JsonObject { ["input"] = "b", ["data"] = data.DeepClone(), ["head"] = head.DeepClone() }),
            }),
        ];
        foreach (var recipe in recipes)
        {
            var output = folder.Under((string)recipe["kind"]!);
            using var training = await TrainAsync(recipe, model, output, new Recorder());
            Assert.Equal("smiles", EncoderFolder.ReadConfig(output).View);
            Assert.Equal(await File.ReadAllBytesAsync(vocabulary, Stop), await File.ReadAllBytesAsync(Path.Combine(output, "vocab.txt"), Stop));
            if (training.Measures.TryGetValue("solubility", out var measured))
                Assert.InRange(measured["spearman"], -1, 1);
        }
    }

    [Fact]
    public async Task Run_solubility_learns32RealMoleculesByHeart_andItsFilesSayTheSame()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        await PretrainAsync(folder.Under("model"), new Recorder());
        var recipe = Shipped("finetune-solubility");
        (recipe["learningRate"], recipe["tokensPerStep"], recipe["steps"]) = (0.003, 1200, 300);
        var recorder = new Recorder();
        using var training = await TrainAsync(recipe, folder.Under("model"), folder.Under("out"), recorder, examples: 32);
        var (first, last) = (recorder.Losses.Take(20).Average(), recorder.Losses.TakeLast(80).Average());
        Assert.True(last < 0.3 * first, $"{first:0.000} → {last:0.000}");

        var encoder = new Encoder(EncoderFolder.ReadConfig(folder.Under("out")));
        EncoderFolder.Load(folder.Under("out"), encoder, null);
        var head = HeadFolder.Load(folder.Under("out"), "solubility", encoder);
        var task = TasksRecipe.Read(recipe.Deserialize<JsonElement>()).Tasks[0];
        var items = LabelledItems.Of(task.Head!, await RowsAsync(task, 32), new(Tokenizers.Load("smiles", folder.Under("out")), encoder.Config.MaxTokens), encoder.Config.Width);
        Assert.NotEmpty(items.Test);
        Assert.Equal(training.Measures["solubility"]["rmse"], Supervision.Measure(encoder, head, items.Test, 500, CPU)["rmse"], 1e-5);
    }

    /// <summary>How often each token comes in them would leave 2.27 nats of 3.0.</summary>
    [Fact]
    public async Task Run_shippedRecipe_learns32RealMoleculesByHeart()
    {
        using var folder = new Folder();
        var recorder = new Recorder();
        await PretrainAsync(folder.Under("model"), recorder, width: 64, steps: 600, examples: 32);
        var (first, last) = (recorder.Losses.Take(5).Average(), recorder.Losses.TakeLast(80).Average());
        Assert.True(last < 0.45 * first, $"{first:0.000} → {last:0.000}");
    }

    [Fact]
    public void Run_itemThatIsNoMolecule_isRefusedWithItsPlace()
    {
        using var folder = new Folder();
        var rows = SmallRun.Rows(4, "smiles").Append(new("a.csv, row 5", "C[N", DataUse.Train, [])).ToList();
        var error = Assert.Throws<UnfitDataException>(() => Pretraining.Run(SmallRun.Pretrain("smiles"), rows, new(1, folder.Path, "run", new Recorder()), Stop));
        Assert.StartsWith("a.csv, row 5: The bracket at position 2", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Shipped(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();

    private static JsonObject Tasks(string kind, JsonObject changed)
    {
        var recipe = new JsonObject { ["kind"] = kind, ["tokensPerStep"] = 1200, ["steps"] = 6, ["warmup"] = 2, ["learningRate"] = 0.003, ["weightDecay"] = 0.01, ["device"] = "cpu" };
        foreach (var (field, value) in changed)
            recipe[field] = value?.DeepClone();
        return recipe;
    }

    private static async Task PretrainAsync(string folder, Recorder recorder, int width = 32, int steps = 20, int examples = 200)
    {
        var json = Shipped("pretrain-smiles");
        (json["width"], json["heads"], json["tokensPerStep"], json["learningRate"], json["steps"], json["warmup"]) = (width, 2, 1200, 0.003, steps, 10);
        var recipe = PretrainRecipe.Read(json.Deserialize<JsonElement>());
        var (encoder, head, tokenizer, _) = Pretraining.Run(recipe, await RowsAsync(recipe.Data!, [], examples), new(1, folder + "-state", "run", recorder), Stop);
        EncoderFolder.Save(folder, encoder, head, tokenizer);
    }

    private static async Task<TaskTraining> TrainAsync(JsonObject json, string model, string output, Recorder recorder, int examples = 60)
    {
        var recipe = TasksRecipe.Read(json.Deserialize<JsonElement>());
        var rows = new List<IReadOnlyList<DataRow>>();
        foreach (var task in recipe.Tasks)
            rows.Add(await RowsAsync(task, examples));
        var training = new TaskTraining(recipe, model, new(1, output + "-state", "run", recorder));
        training.Run(rows, Stop);
        training.Save(output);
        return training;
    }

    private static Task<IReadOnlyList<DataRow>> RowsAsync(TaskRecipe task, int examples) => RowsAsync(task.Data, task.Head?.Columns ?? [], examples);

    private static async Task<IReadOnlyList<DataRow>> RowsAsync(DataRecipe data, IReadOnlyList<string> columns, int examples)
    {
        var rows = await DataRows.ReadAsync(data, "dataset:lab/esol", new Dictionary<string, string> { [Table] = SharedData.File("molecule", Table) }, columns, Stop);
        return [.. rows.Where(row => row.Use == DataUse.Train).Take(examples), .. rows.Where(row => row.Use == DataUse.Test).Take(examples)];
    }
}
