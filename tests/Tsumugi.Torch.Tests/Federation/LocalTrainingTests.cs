using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Rounds;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Federation;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Federation;

/// <summary>What a round's method asks of a site's training, and what becomes of a model that a site tries to spoil: on real proteins.</summary>
public sealed class LocalTrainingTests
{
    private const int Sites = 5;

    private static readonly string[] Sequences = [.. File.ReadLines("samples/gb1-fitness.csv").Skip(1).Select(line => line.Split(',')[0])];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Proximal_keepsASiteNearTheRoundsModel()
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var (free, held) = (Change(folder, "free", 0), Change(folder, "held", 50));
        Assert.True(Norm(held) < 0.8 * Norm(free), $"{Norm(held)} of {Norm(free)}");
    }

    [Fact]
    public void Control_isAddedToEveryGradient_soThatItsOppositeStopsTheSite()
    {
        // One plain step moves by −η·g; with the correction −g nothing is left of it.
        using var folder = new Folder();
        Model(folder.Under("model"));
        Zeros(folder, "zero", _ => 0);
        var moved = Change(folder, "first", 0, steps: 1, correction: folder.Under("zero"));
        Zeros(folder, "opposite", i => moved[i] / 0.002f);
        var left = Change(folder, "second", 0, steps: 1, correction: folder.Under("opposite"));
        Assert.True(Norm(left) < 0.01 * Norm(moved), $"{Norm(left)} of {Norm(moved)}");
    }

    /// <summary>Five sites, one of which sends its update fifty times over and turned round.</summary>
    [Fact]
    public void PoisonedUpdate_ruinsTheMean_andNotKrumNorABoundedNorm()
    {
        var honest = Trained("fedavg", poisoned: false);
        var (begun, mean) = (Loss(null), Trained("fedavg", poisoned: true));
        var (krum, multikrum, median) = (Trained("krum", true), Trained("multikrum", true), Trained("median", true));
        var bounded = Trained("fedavg", true, bound: 1);
        TestContext.Current.SendDiagnosticMessage($"begun {begun:0.000}, honest mean {honest:0.000}; poisoned: mean {mean:0.000}, krum {krum:0.000}, multikrum {multikrum:0.000}, median {median:0.000}, mean of bounded norms {bounded:0.000}");
        Assert.True(honest < begun - 0.3, $"{honest} of {begun}");
        Assert.True(mean > begun + 1 || double.IsNaN(mean), $"{mean}");
        Assert.All([krum, multikrum, median], loss => Assert.InRange(loss, 0, honest + 0.3));
        Assert.True(bounded < begun, $"{bounded} of {begun}");
    }

    [Fact]
    public void Noise_hasTheDeviationThatWasAskedFor_andIsNeverTheSame()
    {
        using var scope = NewDisposeScope();
        var (one, other) = (PrivateTraining.Noise([1000, 101], 3), PrivateTraining.Noise([1000, 101], 3));
        Assert.Equal(0, one.mean().item<float>(), 0.06);
        Assert.Equal(3, one.std().item<float>(), 0.05);
        Assert.Equal(0, (one * other).mean().item<float>() / 9, 0.03);
    }

    [Theory]
    [InlineData(0.0001, 0)]
    [InlineData(1, 1000)]
    [InlineData(0.5, 500)]
    public void Sampled_takesEachWithItsProbability(double rate, int expected) => Assert.Equal(expected, PrivateTraining.Sampled(1000, rate).Count, expected == 500 ? 120 : 5.0);

    [Fact]
    public void PrivateTraining_movesNoFurtherThanClippedGradientsAndNoiseCan()
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var recipe = LocalRecipe.Read(Order(3, 0, new JsonObject { ["clipNorm"] = 0.5, ["noiseMultiplier"] = 1, ["sampleRate"] = 0.5 }));
        using var training = new PrivateTraining(recipe, folder.Under("model"), new(1, folder.Under("state"), "run", new Recorder()));
        training.Run(Rows(0), Stop);
        training.Save(folder.Under("out"));
        Assert.Equal(20, training.Examples);
        Assert.True(Norm(Difference(folder.Under("model"), folder.Under("out"))) > 0);
    }

    [Theory]
    [InlineData("""{"kind":"continue"}""", "'data' is missing")]
    [InlineData("""{"kind":"continue","data":{"files":"*","format":"fasta"},"maskShare":0.15,"moves":"nothing","tokensPerStep":1,"steps":1,"warmup":0,"learningRate":1,"weightDecay":0,"device":"cpu"}""", "no head is taught")]
    [InlineData("""{"kind":"continue","data":{"files":"*","format":"fasta"},"maskShare":0.15,"accumulation":2,"tokensPerStep":1,"steps":1,"warmup":0,"learningRate":1,"weightDecay":0,"device":"cpu"}""", "'accumulation' of a round is 1")]
    public void Recipe_thatDoesNotGo_saysWhy(string recipe, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidRecipeException>(() => LocalRecipe.Read(JsonElement.Parse($"{{\"recipe\":{recipe}}}"))).Message, StringComparison.Ordinal);

    /// <returns>The loss on sequences that no site has, after three rounds.</returns>
    private static double Trained(string method, bool poisoned, double bound = 0)
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var settings = new RoundMethodSettings { Name = method, NormBound = bound };
        for (var round = 0; round < 3; round++)
        {
            var updates = new List<IUpdate>();
            for (var site = 0; site < Sites; site++)
            {
                var change = Change(folder, $"site-{round}-{site}", 0, rows: Rows(site));
                if (poisoned && site == 2)
                    change = [.. change.Select(number => -50 * number)];
                var update = new MemoryUpdate($"{site}", 20, change);
                var norm = Blocks.Norm(update, change.Length, 1);
                updates.Add(bound > 0 && norm > bound ? new ScaledUpdate(update, bound / norm) : update);
            }

            Move(folder.Under("model"), model => RoundSum.Run(RoundMethod.Of(settings), model, RoundSum.Begin(RoundMethod.Of(settings), model.Length), updates, 1));
        }

        return Loss(folder);
    }

    /// <returns>Mean loss of masked modelling over held-out sequences; of the model before any round where there is no folder.</returns>
    private static double Loss(Folder? trained)
    {
        using var folder = new Folder();
        if (trained is null)
            Model(folder.Under("model"));
        var recorder = new Recorder();
        using var training = new TaskTraining(LocalRecipe.Read(Order(5, 0, rate: 1e-8)).Continue, (trained ?? folder).Under("model"), new(9, folder.Under("state"), "loss", recorder));
        training.Run([Rows(Sites)], Stop);
        return recorder.Losses.Average();
    }

    private static float[] Change(Folder folder, string name, double proximal, int steps = 8, string? correction = null, IReadOnlyList<DataRow>? rows = null)
    {
        var local = LocalRecipe.Read(Order(steps, proximal));
        using var training = new TaskTraining(local.Continue, folder.Under("model"), new(4, folder.Under($"{name}-state"), name, new Recorder())
        {
            PlainSteps = correction is not null,
            Correction = correction is not null ? Corrections.Control(correction) : proximal > 0 ? Corrections.Proximal(proximal) : null,
        });
        training.Run([rows ?? Rows(0)], Stop);
        training.Save(folder.Under(name));
        return Difference(folder.Under("model"), folder.Under(name));
    }

    private static JsonElement Order(int steps, double proximal, JsonObject? privacy = null, double rate = 0.002)
    {
        var order = new JsonObject
        {
            ["recipe"] = new JsonObject
            {
                ["kind"] = "continue",
                ["data"] = new JsonObject { ["files"] = "*", ["format"] = "fasta" },
                ["maskShare"] = 0.15,
                ["tokensPerStep"] = 600,
                ["clipNorm"] = 0,
                ["steps"] = steps,
                ["warmup"] = 0,
                ["decline"] = "constant",
                ["learningRate"] = rate,
                ["weightDecay"] = 0,
                ["device"] = "cpu",
            },
            ["proximal"] = proximal,
        };
        if (privacy is not null)
            order["privacy"] = privacy;
        return order.Deserialize<JsonElement>();
    }

    private static IReadOnlyList<DataRow> Rows(int site) => [.. Sequences.Skip(20 * site).Take(20).Select((sequence, i) => new DataRow($"{i}", sequence, DataUse.Train, []))];

    private static void Model(string folder)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var encoder = new Encoder(EncoderTests.Config with { MaxTokens = 80 });
        EncoderFolder.Save(folder, encoder, new TokenHead(encoder), new ProteinTokenizer());
    }

    private static void Move(string folder, Action<float[]> move)
    {
        var path = Path.Combine(folder, "model.safetensors");
        using var file = SafetensorsFile.Open(path);
        var shape = ModelShape.Of(file);
        var model = shape.Read(file);
        move(model);
        shape.Write(path, new Dictionary<string, string>(file.Metadata), ("", model));
    }

    private static void Zeros(Folder folder, string name, Func<int, float> value)
    {
        foreach (var file in Directory.EnumerateFiles(folder.Under("model")))
            File.Copy(file, Path.Combine(folder.Under(name), Path.GetFileName(file)), overwrite: true);
        Move(folder.Under(name), model =>
        {
            for (var i = 0; i < model.Length; i++)
                model[i] = value(i);
        });
    }

    private static float[] Difference(string from, string to)
    {
        using SafetensorsFile before = SafetensorsFile.Open(Path.Combine(from, "model.safetensors")), after = SafetensorsFile.Open(Path.Combine(to, "model.safetensors"));
        var shape = ModelShape.Of(before);
        return [.. shape.Read(after).Zip(shape.Read(before), (one, other) => one - other)];
    }

    private static double Norm(float[] numbers) => Blocks.Norm(new MemoryUpdate("", 1, numbers), numbers.Length, 1);
}
