using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Bench.Suites;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Rounds;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Bench.Integration;

/// <summary>Small protein encoders in folders: trained, trained on, merged and federated by the hub's own code, and measured.</summary>
internal sealed class IntegrationModels(string root, CancellationToken ct)
{
    private const int MaxTokens = 130;
    private const string Weights = "model.safetensors";

    public string this[string name] => Path.Combine(root, name);

    /// <summary>The ancestor, from nothing.</summary>
    public void Pretrain(string name, IReadOnlyList<DataRow> rows, int steps)
    {
        var recipe = Shared(steps, 0.002);
        (recipe["kind"], recipe["view"], recipe["width"], recipe["layers"], recipe["heads"], recipe["maxTokens"], recipe["vocabulary"], recipe["objective"]) = ("pretrain", "protein", 96, 2, 4, MaxTokens, 0, "spans");
        var (encoder, head, vocabulary, _) = Pretraining.Run(PretrainRecipe.Read(recipe.Deserialize<JsonElement>()), rows, Run(name, 1, new Quiet()), ct);
        EncoderFolder.Save(Directory.CreateDirectory(this[name]).FullName, encoder, head, vocabulary);
    }

    /// <summary>Goes on from a model.</summary>
    public void Continue(string from, string name, IReadOnlyList<DataRow> rows, int steps, long seed)
    {
        using var training = new TaskTraining(Going(steps, 0.001), this[from], Run(name, seed, new Quiet()));
        training.Run([rows], ct);
        training.Save(Directory.CreateDirectory(this[name]).FullName);
    }

    /// <summary>Rounds of FedAvg: each site goes on from the round's model on its own rows, and what their weights changed by is averaged.</summary>
    public void Federate(string from, string name, IReadOnlyList<IReadOnlyList<DataRow>> sites, int rounds, int steps)
    {
        var method = RoundMethod.Of(new RoundMethodSettings { Name = "fedavg" });
        Copy(from, $"{name}-0");
        for (var round = 0; round < rounds; round++)
        {
            for (var site = 0; site < sites.Count; site++)
                Continue($"{name}-{round}", $"{name}-{round}-{site}", sites[site], steps, 100 + (round * sites.Count) + site);
            Copy($"{name}-{round}", $"{name}-{round + 1}");
            using var file = SafetensorsFile.Open(Path.Combine(this[$"{name}-{round}"], Weights));
            var shape = ModelShape.Of(file);
            var model = shape.Read(file);
            List<SafetensorsFile> after = [.. sites.Select((_, site) => SafetensorsFile.Open(Path.Combine(this[$"{name}-{round}-{site}"], Weights)))];
            RoundSum.Run(method, model, [], after.Select((one, site) => new ChangeUpdate(shape.Update(one, $"{site}", sites[site].Count), shape.Update(file, $"{site}", 1))), Environment.ProcessorCount);
            after.ForEach(one => one.Dispose());
            shape.Write(Path.Combine(this[$"{name}-{round + 1}"], Weights), new Dictionary<string, string>(file.Metadata), ("", model));
        }

        Copy($"{name}-{rounds}", name);
    }

    public async Task MergeAsync(string name, string configuration)
    {
        var read = ConfigurationReader.Read(configuration);
        var models = read.Models.ToDictionary(model => model, model => InputModel.OpenFolder(model, this[model]));
        try
        {
            await Merger.RunAsync(MergePlanner.Plan(read, models, seed: 1), new(), this[$".{name}"], this[name], _ => { }, ct);
        }
        finally
        {
            foreach (var model in models.Values)
                model.Dispose();
        }
    }

    /// <returns>Loss of masked modelling in nats a masked residue; the same places are masked for every model.</returns>
    public double Loss(string name, IReadOnlyList<DataRow> rows, int steps)
    {
        var quiet = new Quiet();
        using (var training = new TaskTraining(Going(steps, 1e-8), this[name], Run($"loss-{name}-{Guid.NewGuid():n}", 9, quiet)))
            training.Run([rows], ct);
        return quiet.Losses.Average();
    }

    /// <returns>[width] of each protein.</returns>
    public IReadOnlyList<float[]> Vectors(string name, IEnumerable<Gene> genes)
    {
        var tokens = new ProteinTokenizer();
        using var encoder = new Encoder(EncoderFolder.ReadConfig(this[name]));
        EncoderFolder.Load(this[name], encoder, null);
        encoder.eval();
        return [.. encoder.PoolAll(genes.Select(gene => tokens.Tokenize(gene.Protein, MaxTokens).Ids), torch.CPU)];
    }

    private static TasksRecipe Going(int steps, double rate)
    {
        var recipe = Shared(steps, rate);
        (recipe["kind"], recipe["decline"]) = ("continue", "constant");
        return TasksRecipe.Read(recipe.Deserialize<JsonElement>());
    }

    private static JsonObject Shared(int steps, double rate) => new()
    {
        ["data"] = new JsonObject { ["files"] = "*", ["format"] = "fasta" },
        ["tokensPerStep"] = 4096,
        ["maskShare"] = 0.15,
        ["steps"] = steps,
        ["warmup"] = 0,
        ["learningRate"] = rate,
        ["weightDecay"] = 0,
        ["device"] = "cpu",
    };

    private TrainingRun Run(string name, long seed, ITrainingObserver observer) => new(seed, Directory.CreateDirectory(this[$".state-{name}"]).FullName, name, observer);

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(this[to]);
        foreach (var file in Directory.EnumerateFiles(this[from]))
            File.Copy(file, Path.Combine(this[to], Path.GetFileName(file)), overwrite: true);
    }

    private sealed class Quiet : ITrainingObserver
    {
        public List<double> Losses { get; } = [];

        void ITrainingObserver.Progress(string phase, long step, long total)
        {
        }

        public void Metric(string name, long step, double value)
        {
            if (name == "loss")
                Losses.Add(value);
        }

        public void Log(string text)
        {
        }
    }
}
