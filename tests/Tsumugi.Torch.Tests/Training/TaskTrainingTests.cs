using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats.Genes;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class TaskTrainingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("all")]
    [InlineData("adapters")]
    [InlineData("nothing")]
    public async Task Run_whatMayNotMove_staysToTheBit(string moves)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        Model(folder.Under("model"));
        await RunAsync(Recipe("finetune-fitness", 6, moves), folder, "out", new Recorder());
        var (before, after) = (Tensors(folder.Under("model")), Tensors(folder.Under("out")));
        var moved = after.Keys.Where(name => !before[name].Equals(after[name])).Order().ToList();
        if (moves == "adapters")
            Assert.All(moved, name => Assert.Matches(@"layer\.\d\.attention\.self\.(query|key|value)\.weight", name));
        Assert.Equal(moves switch { "nothing" => 0, "adapters" => 6, _ => after.Count - after.Keys.Count(name => name.StartsWith("lm_head", StringComparison.Ordinal)) }, moved.Count);
    }

    [Fact]
    public async Task Run_interruptedAndResumed_givesTheBitsOfAnUndisturbedRun()
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var recipe = Recipe("mixture-protein", 10, "adapters");
        await RunAsync(recipe, folder, "a", new Recorder());
        using (var stopping = new Recorder(stopAfter: 5))
            await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(recipe, folder, "b", stopping));
        await RunAsync(recipe, folder, "b", new Recorder());
        foreach (var file in new[] { "model.safetensors", "heads/fitness.safetensors", "heads/structure.safetensors", "heads/structure.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Path, "a", file)), File.ReadAllBytes(Path.Combine(folder.Path, "b", file)));
    }

    /// <summary>Each on 32 real examples at a small width; where tokens are hidden anew at each step, less is learned in the time.</summary>
    [Theory]
    [InlineData("finetune-fitness", 300, 0.7)]
    [InlineData("finetune-structure-lora", 300, 0.6)]
    [InlineData("finetune-strand", 300, 0.1)]
    [InlineData("continue-protein", 700, 0.88)]
    [InlineData("federate-protein", 700, 0.88)]
    [InlineData("mixture-protein", 500, 0.75)]
    public async Task Run_shippedRecipe_learns32RealExamplesByHeart(string name, int steps, double leftOver)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        Model(folder.Under("model"));
        var recorder = new Recorder();
        var recipe = Recipe(name, steps, "all");
        recipe["learningRate"] = 0.003;
        recipe["tokensPerStep"] = 2200;
        var training = await RunAsync(recipe, folder, "out", recorder, examples: 32);
        var (first, last) = (recorder.Losses.Take(20).Average(), recorder.Losses.TakeLast(80).Average());
        Assert.True(last < leftOver * first, $"{first:0.000} → {last:0.000}");
        Assert.True(training.Trained >= 32);
    }

    [Fact]
    public async Task Run_headOfFrozenEncoder_joinsTheHeadsThatWereThere_andItsLoadedPredictionsAreTheMeasuredOnes()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        Model(folder.Under("model"));
        await RunAsync(Recipe("finetune-fitness", 4, "nothing"), folder, "out", new Recorder());
        Directory.Move(Path.Combine(folder.Path, "out", "heads"), Path.Combine(folder.Under("model"), "heads"));
        var training = await RunAsync(Recipe("finetune-strand", 4, "nothing"), folder, "both", new Recorder());
        Assert.Equal(["fitness", "strand"], HeadFolder.Names(folder.Under("both")));
        Assert.InRange(training.Measures["strand"]["accuracy"], 0, 1);
        Assert.True(training.HeldOut > 0);

        var encoder = new Encoder(EncoderFolder.ReadConfig(folder.Under("both")));
        EncoderFolder.Load(folder.Under("both"), encoder, null);
        var head = HeadFolder.Load(folder.Under("both"), "strand", encoder);
        var rows = await RowsAsync(TasksRecipe.Read(Element(Recipe("finetune-strand", 4, "nothing"))).Tasks[0], folder, 60);
        var items = LabelledItems.Of(new("strand", "classification", ["strand"], "", Pooling.First, 0), rows, new(new ProteinTokenizer(), encoder.Config.MaxTokens), encoder.Config.Width);
        Assert.Equal(training.Measures["strand"]["accuracy"], Supervision.Measure(encoder, head, items.Test, 500, CPU)["accuracy"], 1e-9);
    }

    [Fact]
    public async Task Run_objectiveThatTheModelCannotAnswer_isRefused()
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var recipe = Recipe("continue-protein", 4, "all");
        (recipe["objective"], recipe["maskShare"]) = ("causal", 0);
        var error = await Assert.ThrowsAsync<InvalidRecipeException>(() => RunAsync(recipe, folder, "out", new Recorder()));
        Assert.Contains("sees both sides", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_manySteps_keepsNoTensorAlive()
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var counts = new List<long>();
        await RunAsync(Recipe("mixture-protein", 200, "adapters"), folder, "out", new Counting(counts));
        Assert.True(counts[199] <= counts[40] + 5, $"{counts[40]} → {counts[199]}");
    }

    [Fact]
    public void Put_patternThatChoosesNothing_isRefusedWithTheNamesThatThereAre()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<UnknownMapException>(() => LowRank.Put(new Encoder(EncoderTests.Config), new(["blocks.*.query", "blocks.0.feedIn"], 2, 4)));
        Assert.Contains("'blocks.*.query'", error.Message, StringComparison.Ordinal);
        Assert.Contains("blocks.1.queryKeyValue", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Recipe(string name, int steps, string moves)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["moves"]) = (steps, 2, moves);
        recipe.Remove("adapters");
        if (moves == "adapters")
            recipe["adapters"] = new JsonObject { ["maps"] = new JsonArray("blocks.*.queryKeyValue"), ["rank"] = 2, ["alpha"] = 4 };
        return recipe;
    }

    private static async Task<TaskTraining> RunAsync(JsonObject json, Folder folder, string output, ITrainingObserver observer, int examples = 60)
    {
        var recipe = TasksRecipe.Read(Element(json));
        var rows = new List<IReadOnlyList<DataRow>>();
        foreach (var task in recipe.Tasks)
            rows.Add(await RowsAsync(task, folder, examples));
        var training = new TaskTraining(recipe, folder.Under("model"), new(1, folder.Under("state-" + output), "run", observer));
        training.Run(rows, (observer as Recorder)?.Stop ?? Stop);
        training.Save(folder.Under(output));
        return training;
    }

    private static JsonElement Element(JsonObject json) => json.Deserialize<JsonElement>();

    /// <summary>The samples: genes of a genome, variants, structures.</summary>
    private static async Task<IReadOnlyList<DataRow>> RowsAsync(TaskRecipe task, Folder folder, int examples)
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "samples");
        var files = new Dictionary<string, string>();
        if (task.Data.Format == DataRecipe.Csv)
        {
            var name = task.Head!.Name == "fitness" ? "gb1-fitness.csv" : "secondary-structure.csv";
            files[name] = Path.Combine(samples, name);
        }
        else
        {
            (files["genes.parquet"], files["genes.fa"]) = await GenesAsync(folder, samples);
        }

        var rows = await DataRows.ReadAsync(task.Data, "dataset:lab/sample", files, task.Head?.Columns ?? [], Stop);
        return [.. rows.Where(row => row.Use == DataUse.Train).Take(examples), .. rows.Where(row => row.Use == DataUse.Test).Take(examples)];
    }

    private static async Task<(string Table, string Fasta)> GenesAsync(Folder folder, string samples)
    {
        var (table, fasta) = (Path.Combine(folder.Path, "genes.parquet"), Path.Combine(folder.Path, "genes.fa"));
        if (File.Exists(table))
            return (table, fasta);
        await using (var file = File.OpenRead(Path.Combine(samples, "leptospira-kirschneri-h1.gbk.gz")))
        await using (var output = File.Create(table))
            await GeneImport.RunAsync(file, "sample", output, new(), null, Stop);
        var genes = new List<Gene>();
        await using (var file = File.OpenRead(table))
        {
            await foreach (var gene in GeneTable.ReadAsync(file, Stop))
                genes.Add(gene);
        }

        await File.WriteAllTextAsync(fasta, string.Concat(genes.Where(gene => gene.Protein.Length is < 120 and > 0).TakeLast(100).Select(gene => $">{gene.LocusTag}\n{gene.Protein}\n")), Stop);
        return (table, fasta);
    }

    private static void Model(string folder)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(3);
        var encoder = new Encoder(EncoderTests.Config with { MaxTokens = 80 });
        EncoderFolder.Save(folder, encoder, new TokenHead(encoder), new ProteinTokenizer());
    }

    private static Dictionary<string, Tensor> Tensors(string folder)
    {
        var encoder = new Encoder(EncoderFolder.ReadConfig(folder));
        var head = new TokenHead(encoder);
        EncoderFolder.Load(folder, encoder, head);
        return Torch.Encoders.Layouts.EsmLayout.Parameters(encoder, head).ToDictionary(row => row.Name, row => row.Tensor.detach().clone());
    }
}
