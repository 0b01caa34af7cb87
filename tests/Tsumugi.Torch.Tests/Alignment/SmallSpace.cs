using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Torch.Tests.Alignment;

/// <summary>Tiny models of the views of made-up genes, connected.</summary>
internal static class SmallSpace
{
    public static readonly string[] GeneParts = [Views.Protein, Views.Dna, Views.Text];
    public static readonly PairsRecipe GenePairs = new("genes", new() { Files = "*", Format = DataRecipe.Csv, Column = "protein" }, Views.Protein, new Dictionary<string, string> { [Views.Dna] = "dna", [Views.Text] = "text" });

    public static ConnectRecipe Recipe(IReadOnlyList<string> parts, PairsRecipe pairs) => new()
    {
        Extends = false,
        Parts = parts,
        New = new(12, Views.Protein, 0, 2, 64),
        Pairs = [pairs],
        Loss = AlignRecipe.InfoNce,
        Temperature = 0.07,
        PairsPerStep = 8,
        PairsPerChunk = 0,
        NGramDropout = 0,
        Schedule = new(10, 2, 0.01, 0.01),
        Device = "cpu",
    };

    public static (IReadOnlyList<RetrievalFigures> Figures, Recorder Recorder) Connect(
        Folder folder, string name, ConnectRecipe recipe, IReadOnlyList<IReadOnlyList<DataRow>> rows, string? extended = null, int stopAfter = int.MaxValue)
    {
        var recorder = new Recorder(stopAfter);
        var models = recipe.Parts.ToDictionary(part => part, part => Model(folder, part));
        torch.manual_seed(1);
        using var space = extended is null ? new ConnectedSpace(recipe.New!.Describe()) : Load(folder, extended);
        foreach (var part in recipe.Parts)
            space.Add(Part.Load(part, $"model:lab/{part}", models[part], recipe.Adapters));
        var (_, figures) = Connecting.Run(recipe, space, rows, new(1, Path.Combine(folder.Under(name), "checkpoint"), "connect", recorder), recorder.Stop);
        space.Save(folder.Under(name));
        return (figures, recorder);
    }

    /// <summary>A connected model's own files with those of its parts, as a hub puts them together.</summary>
    public static ConnectedSpace Load(Folder folder, string name)
    {
        foreach (var part in ConnectionConfig.Read(folder.Under(name)).Parts)
        {
            Directory.CreateDirectory(Path.Combine(folder.Under(name), "parts"));
            if (!Directory.Exists(Path.Combine(folder.Under(name), "parts", part.Name)))
                Directory.CreateSymbolicLink(Path.Combine(folder.Under(name), "parts", part.Name), Model(folder, part.Name));
        }

        return ConnectedSpace.Load(folder.Under(name));
    }

    /// <summary>A model of a view that has hardly learned; made once in a folder.</summary>
    /// <param name="rows">From which its vocabulary is; made up where they are absent.</param>
    public static string Model(Folder folder, string view, IReadOnlyList<DataRow>? rows = null)
    {
        var own = folder.Under($"model-{view}");
        if (File.Exists(Path.Combine(own, "config.json")))
            return own;
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain(view, 3), rows ?? SmallRun.Rows(24, view), new(1, Path.Combine(own, "checkpoint"), "parent", new Recorder()), CancellationToken.None);
        EncoderFolder.Save(own, encoder, head, vocabulary);
        return own;
    }

    public static List<DataRow> Genes() => [.. SmallRun.Genes(24).Select((gene, i) =>
        new DataRow(gene.LocusTag, gene.Protein, i < 18 ? DataUse.Train : DataUse.Test, [gene.Dna, gene.Text]))];
}
