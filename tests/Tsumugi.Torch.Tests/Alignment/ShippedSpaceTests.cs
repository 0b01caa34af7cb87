using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Torch.Tests.Alignment;

/// <summary>Shipped recipes of spaces learn 32 real genes or cells by heart.</summary>
public sealed class ShippedSpaceTests(SampleGenes genes) : IClassFixture<SampleGenes>
{
    private const int Examples = 32;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("align")]
    [InlineData("align-quick")]
    public async Task Run_align_learnsByHeart(string name)
    {
        using var folder = new Folder();
        var recipe = AlignRecipe.Read(Shipped(name, """{"frozenSteps":20,"genesPerStep":32,"frozenGenesPerStep":32}"""));
        var table = (await GeneViews.ReadAsync(genes.Table, Stop)).Where(gene => gene.Named).DistinctBy(gene => gene.Text).Take(Examples).ToList();
        Assert.Equal(Examples, table.Count);
        List<Parent> parents = [.. Views.All.Select(view => new Parent(view, $"model:lab/{view}", SmallSpace.Model(folder, view)))];
        using var recorder = new Recorder();
        var (space, _) = Aligning.Run(recipe, table, parents, "dataset:lab/genes", new(1, folder.Under("state"), "align", recorder), Stop);
        space.Dispose();
        Learned(recorder);
    }

    [Fact]
    public async Task Run_connectThenAddCellsThenFuse_eachLearnsByHeart()
    {
        using var folder = new Folder();
        var files = new Dictionary<string, string> { ["genes.parquet"] = genes.Table };
        var connect = ConnectRecipe.Read(Shipped("connect", """{"width":32,"buckets":512}"""));
        Learned(SmallSpace.Connect(folder, "space", connect, [await RowsAsync(connect.Pairs[0].Data, files, connect.Pairs[0].Columns)]).Recorder);

        var cells = ConnectRecipe.Read(Shipped("connect-cells", "{}"));
        var matrix = new Dictionary<string, string> { ["pbmc.h5ad"] = SharedData.File("cell", "10x_pbmc68k_reduced.h5ad") };
        var rows = await RowsAsync(cells.Pairs[0].Data, matrix, cells.Pairs[0].Columns);
        SmallSpace.Model(folder, Views.Cell, rows);
        Learned(SmallSpace.Connect(folder, "with-cells", cells, [rows], extended: "space").Recorder);

        var fuse = FuseRecipe.Read(Shipped("fuse-strand", """{"width":32,"heads":2}"""));
        using var space = SmallSpace.Load(folder, "with-cells");
        using var recorder = new Recorder();
        Fusing.Run(fuse, space, await RowsAsync(fuse.Rows.Data, files, fuse.Columns), new(1, folder.Under("state"), "fuse", recorder), Stop).Fusion.Dispose();
        Learned(recorder);
    }

    private static void Learned(Recorder recorder)
    {
        var last = recorder.Losses.TakeLast(10).Average();
        Assert.True(last < 0.25 * recorder.Losses[0], $"{recorder.Losses[0]:0.000} → {last:0.000}, ratio {last / recorder.Losses[0]:0.000}");
    }

    /// <returns>As many rows to train on, and as many to measure on.</returns>
    private static async Task<IReadOnlyList<DataRow>> RowsAsync(DataRecipe data, IReadOnlyDictionary<string, string> files, IReadOnlyList<string> columns)
    {
        var rows = await DataRows.ReadAsync(data, "dataset:lab/real", files, columns, Stop);
        return [.. rows.Where(row => row.Use == DataUse.Train).Take(Examples), .. rows.Where(row => row.Use == DataUse.Test).Take(Examples)];
    }

    private static JsonElement Shipped(string name, string changed)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["weightDecay"]) = (120, 5, 0.01, 0);
        foreach (var (field, value) in JsonNode.Parse(changed)!.AsObject())
            recipe[field] = value!.DeepClone();
        return recipe.Deserialize<JsonElement>();
    }
}
