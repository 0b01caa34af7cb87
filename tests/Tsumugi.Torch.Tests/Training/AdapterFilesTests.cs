using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Adapters that a job of fine-tuning leaves, put onto its base model by a job of merging.</summary>
public sealed class AdapterFilesTests
{
    private const string Base = "model:lab/base@12ab";

    private static readonly string[] EsmModules =
    [
        "esm.encoder.layer.0.attention.self.query", "esm.encoder.layer.0.attention.self.key", "esm.encoder.layer.0.attention.self.value", "esm.encoder.layer.0.output.dense",
        "esm.encoder.layer.1.attention.self.query", "esm.encoder.layer.1.attention.self.key", "esm.encoder.layer.1.attention.self.value",
    ];

    /// <summary>An encoder of ESM's family, which goes by Hugging Face's names, and one that goes by the engine's own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FineTune_adaptersPutOntoTheirBaseByAMerge_giveTheFineTunedModel(bool esm)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var config = EncoderTests.Config with { MaxTokens = 80, Positions = esm ? Positions.Rotary : Positions.Learned };
        torch.manual_seed(3);
        var encoder = new Encoder(config);
        EncoderFolder.Save(folder.Under("base"), encoder, new TokenHead(encoder), new ProteinTokenizer());
        await RunAsync(folder.Under("tuned"), Recipe(), ("model", Base, folder.Under("base")), ("data", "dataset:lab/fitness@1", Path.Combine(AppContext.BaseDirectory, "samples")));

        var tuned = Path.Combine(folder.Under("tuned"), "output");
        var described = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(tuned, "adapter", "adapter_config.json"), TestContext.Current.CancellationToken))!;
        string[] modules = [.. described["target_modules"]!.AsArray().Select(name => $"{name}")];
        Assert.Equal(("LORA", "lab/base", "12ab", 3, 6, false), (Text("peft_type"), Text("base_model_name_or_path"), Text("revision"), (int)described["r"]!, (int)described["lora_alpha"]!, (bool)described["fan_in_fan_out"]!));
        if (esm)
            Assert.Equal(EsmModules, modules);
        using (var stored = ParameterSources.Open(Path.Combine(tuned, "adapter", "adapter_model.safetensors")))
        {
            Assert.Equal(modules.SelectMany(name => (string[])[$"base_model.model.{name}.lora_A.weight", $"base_model.model.{name}.lora_B.weight"]).Order(), stored.Parameters.Keys.Order());
            Assert.All(modules, name => Assert.NotEqual(0, stored.Read($"base_model.model.{name}.lora_B.weight").abs().sum().item<float>()));
        }

        var merge = new JsonObject { ["kind"] = "merge", ["configuration"] = new JsonObject { ["merge_method"] = "passthrough", ["models"] = new JsonArray(new JsonObject { ["model"] = "base+tuned" }) } };
        await RunAsync(folder.Under("merged"), merge, ("base", Base, folder.Under("base")), ("tuned", "model:lab/tuned@34cd", tuned));
        var (expected, found, before) = (States(tuned), States(Path.Combine(folder.Under("merged"), "output")), States(folder.Under("base")));
        Assert.True((expected - found).abs().max().item<float>() < 1e-5);
        Assert.True((expected - before).abs().max().item<float>() > 1e-3);

        string Text(string field) => $"{described[field]}";
    }

    private static Tensor States(string folder)
    {
        var encoder = new Encoder(EncoderFolder.ReadConfig(folder));
        EncoderFolder.Load(folder, encoder, new TokenHead(encoder));
        using var off = no_grad();
        return encoder.forward(Batch.Pack([new ProteinTokenizer().Tokenize("MKTAYIAKQRQISFVKSHFSRQ", 80), new ProteinTokenizer().Tokenize("MAGWNAYIDNLMADGT", 80)], CPU));
    }

    private static JsonObject Recipe()
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", "finetune-fitness.json")))!.AsObject();
        recipe["data"]!["files"] = "gb1-fitness.csv";
        (recipe["steps"], recipe["warmup"], recipe["moves"], recipe["learningRate"], recipe["tokensPerStep"]) = (8, 2, "adapters", 0.01, 500);
        recipe["adapters"] = new JsonObject { ["maps"] = new JsonArray("blocks.*.queryKeyValue", "blocks.0.feedOut"), ["rank"] = 3, ["alpha"] = 6 };
        return recipe;
    }

    private static async Task RunAsync(string folder, JsonObject recipe, params (string Name, string Node, string Folder)[] inputs)
    {
        var order = new JobOrder
        {
            Id = "job",
            Kind = $"{recipe["kind"]}",
            Seed = 1,
            Threads = 1,
            Recipe = JsonSerializer.SerializeToElement(recipe),
            Inputs = [.. inputs.Select(input => new JobInput
            {
                Name = input.Name,
                Node = input.Node,
                Files = Directory.EnumerateFiles(input.Folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(input.Folder, path).Replace('\\', '/')),
            })],
        };
        var (code, said) = await new WorkerJob(folder, order).RunAsync();
        Assert.True(code == 0, said);
    }
}
