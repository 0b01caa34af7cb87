using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;
using TorchSharp;
using static Tsumugi.Torch.Tests.Alignment.SmallSpace;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Alignment;

public sealed class ConnectingTests
{
    private static readonly PairsRecipe CellPairs = new("cells", new() { Files = "*", Format = DataRecipe.Expression }, Views.Cell, new Dictionary<string, string> { [Views.Text] = "type" });

    [Theory]
    [InlineData(AlignRecipe.InfoNce)]
    [InlineData(AlignRecipe.Sigmoid)]
    public void Run_realGenesThatItLearnedByHeart_areFoundInEveryDirection_alsoThatNeverTrained(string loss)
    {
        using var folder = new Folder();
        var rows = Real(32);
        var (figures, recorder) = Connect(folder, "out", Recipe(GeneParts, GenePairs) with { Loss = loss, Schedule = new(150, 5, 0.01, 0), New = new(32, Views.Protein, 64, 2, 512) }, [rows]);
        Assert.Equal(6, figures.Count);
        Assert.True(recorder.Losses[^1] < recorder.Losses[0] / 4, $"{recorder.Losses[0]} to {recorder.Losses[^1]}");
        Assert.All(figures, row => Assert.True(row.RecallAt1 > 0.9, $"{row.Direction}: {row.RecallAt1}"));
        Assert.Equal(["dnaToText", "textToDna"], figures.Where(row => !row.Trained).Select(row => row.Direction).Order());
    }

    [Fact]
    public void Run_extended_leavesEveryBitOfTheOthersAsItWas()
    {
        using var folder = new Folder();
        Connect(folder, "three", Recipe(GeneParts, GenePairs), [Genes()]);
        var before = Vectors(folder, "three");
        var (figures, _) = Connect(folder, "four", Recipe([Views.Cell], CellPairs) with { Extends = true, New = null }, [Cells()], extended: "three");
        Assert.Equal(before, Vectors(folder, "four"));
        Assert.Equal(["cellToText", "textToCell"], figures.Select(row => row.Direction).Order());
        var (three, four) = (Parameters(folder, "three"), Parameters(folder, "four"));
        Assert.All(three, row => Assert.Equal(row.Value, four[row.Key]));
        Assert.True(four.Count > three.Count);
        Assert.Equal([["protein", "dna"], ["protein", "text"], ["cell", "text"]], ConnectionConfig.Read(folder.Under("four")).TrainedPairs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_interrupted_givesTheBitsOfAnUndisturbedRun_andItsFilesLoadAgain(bool adapters)
    {
        using var folder = new Folder();
        var recipe = Recipe(GeneParts, GenePairs) with { Adapters = adapters ? new(["blocks.*.queryKeyValue"], 2, 4) : null, NGramDropout = 0.3 };
        Connect(folder, "undisturbed", recipe, [Genes()]);
        Assert.Throws<OperationCanceledException>(() => Connect(folder, "stopped", recipe, [Genes()], stopAfter: 4));
        Connect(folder, "stopped", recipe, [Genes()]);
        var (undisturbed, stopped) = (Parameters(folder, "undisturbed"), Parameters(folder, "stopped"));
        Assert.NotEmpty(undisturbed);
        Assert.All(undisturbed, row => Assert.Equal(row.Value, stopped[row.Key]));
        Assert.Equal(Vectors(folder, "undisturbed"), Vectors(folder, "stopped"));
        if (adapters)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Under("undisturbed"), "adapters/dna/adapter_model.safetensors")), File.ReadAllBytes(Path.Combine(folder.Under("stopped"), "adapters/dna/adapter_model.safetensors")));
    }

    [Fact]
    public void Run_withoutNGrams_learnsFromStatesAlone_whateverTheRecipeWouldLeaveOut()
    {
        using var folder = new Folder();
        var (figures, recorder) = Connect(folder, "out", Recipe(GeneParts, GenePairs) with { New = new(12, Views.Protein, 8, 0, 0), NGramDropout = 0.3 }, [Genes()]);
        Assert.Equal(6, figures.Count);
        Assert.True(recorder.Losses[^1] < recorder.Losses[0]);
    }

    [Fact]
    public void Run_adaptersInChunks_followTheLossesOfWholeSteps()
    {
        using var folder = new Folder();
        var recipe = Recipe(GeneParts, GenePairs) with { Adapters = new AdapterConfig(["blocks.*.feedIn"], 2, 4) };
        var (_, whole) = Connect(folder, "whole", recipe, [Genes()]);
        var (_, chunks) = Connect(folder, "chunks", recipe with { PairsPerChunk = 3 }, [Genes()]);
        Assert.All(whole.Losses.Zip(chunks.Losses), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.NotEqual(whole.Losses[0], whole.Losses[^1], 1e-3);
    }

    [Fact]
    public void Run_partsThatNothingTies_orThatCannotReadWhatStandsThere_areRefusedByName()
    {
        using var folder = new Folder();
        var untied = Assert.Throws<InvalidRecipeException>(() => Connect(folder, "a", Recipe([.. GeneParts, Views.Cell], GenePairs), [Genes()]));
        Assert.Contains("no pairs tie cell to protein", untied.Message, StringComparison.Ordinal);
        var unread = Assert.Throws<InvalidRecipeException>(() => Connect(folder, "b", Recipe([Views.Text, Views.Cell], GenePairs with { Item = Views.Text, Beside = new Dictionary<string, string> { [Views.Cell] = "type" } }) with { New = new(12, Views.Text, 0, 0, 0) }, [Genes()]));
        Assert.Contains("make it the 'item' of these pairs", unread.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<InvalidRecipeException>(() => Connect(folder, "c", Recipe([Views.Protein, Views.Text], GenePairs), [Genes()]));
        Assert.Contains("name the part 'dna'; there are protein, text", unknown.Message, StringComparison.Ordinal);
        var empty = Assert.Throws<UnfitDataException>(() => Connect(folder, "d", Recipe(GeneParts, GenePairs), [[.. Genes().Select(row => row with { Cells = [row.Cells[0], null] })]]));
        Assert.Equal("genes: no row has anything for the part 'text' in column text.", empty.Message);
        Assert.Throws<UnfitDataException>(() => Connect(folder, "e", Recipe(GeneParts, GenePairs), [[.. Genes().Select((row, i) => row with { Cells = [i == 3 ? "ATGNOTDNA" : row.Cells[0], row.Cells[1]] })]]));
    }

    [Fact]
    public void Load_withoutAPart_saysWhichModelBelongsThere()
    {
        using var folder = new Folder();
        Connect(folder, "out", Recipe(GeneParts, GenePairs), [Genes()]);
        var error = Assert.Throws<DirectoryNotFoundException>(() => ConnectedSpace.Load(folder.Under("out")));
        Assert.Equal("The part 'protein' (model:lab/protein) is not in parts/protein; put its files there.", error.Message);
        File.WriteAllText(Path.Combine(folder.Under("out"), "config.json"), "{\"width\":3}");
        Assert.Contains("not of a connected model", Assert.ThrowsAny<Exception>(() => ConnectedSpace.Load(folder.Under("out"))).Message, StringComparison.Ordinal);
    }

    private static float[] Vectors(Folder folder, string name)
    {
        using var space = Load(folder, name);
        var part = space.Parts[Views.Protein];
        int[] ids = new ItemReader(part.Vocabulary, part.Encoder.Config.MaxTokens).Read("MKTAYIAKQRQISF").Ids;
        using var vectors = space.Embed(Views.Protein, [new(ids)], [space.NGrams(Views.Protein, ids)], CPU);
        float[] found = vectors.data<float>().ToArray();
        Assert.Equal(1, found.Sum(value => value * value), 4);
        return found;
    }

    private static Dictionary<string, byte[]> Parameters(Folder folder, string name)
    {
        using var source = ParameterSources.Open(Path.Combine(folder.Under(name), "model.safetensors"));
        return source.Parameters.Keys.ToDictionary(parameter => parameter, parameter =>
        {
            using var tensor = source.Read(parameter);
            return tensor.bytes.ToArray();
        });
    }

    /// <summary>Real genes, each to train on and to be found.</summary>
    private static List<DataRow> Real(int count)
    {
        using var lines = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(SharedData.File("text", "ecoli_k12_dna_protein_text.tsv.gz")), System.IO.Compression.CompressionMode.Decompress));
        string[] columns = lines.ReadLine()!.Split('\t');
        var (dna, protein, text) = (Column("cds_dna"), Column("protein"), Column("product"));
        var rows = new List<DataRow>();
        while (rows.Count < 2 * count && lines.ReadLine()?.Split('\t') is { } cells)
        {
            if (cells[text].Length == 0 || rows.Any(row => row.Cells[1] == cells[text]))
                continue;
            var row = new DataRow($"row {rows.Count}", cells[protein], DataUse.Train, [cells[dna], cells[text]]);
            rows.AddRange([row, row with { Use = DataUse.Test }]);
        }

        return rows;

        int Column(string name) => Array.IndexOf(columns, name);
    }

    private static List<DataRow> Cells() => [.. SmallRun.Rows(24, Views.Cell).Select((row, i) =>
        row with { Use = i < 18 ? DataUse.Train : DataUse.Test, Cells = [i % 3 == 0 ? "A family protein" : "M family protein"] })];
}
