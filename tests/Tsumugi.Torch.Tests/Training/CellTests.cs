using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Models of cells, from matrices of expression to the type of a cell: 700 blood cells of 10x.</summary>
public sealed class CellTests
{
    private static readonly DataRecipe Matrices = new() { Files = "*", Format = DataRecipe.Expression };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Ranks that are hidden anew at each step are learned slowly; of values, of a variance about 0.08, the mean is known at once.</summary>
    [Theory]
    [InlineData("pretrain-cells", "cell", 0.8)]
    [InlineData("pretrain-cell-values", "value-bins", 0.15)]
    [InlineData("pretrain-cell-counts", "counts", 0.3)]
    public async Task Run_shippedRecipes_learn32RealCellsByHeart_andTheFilesSayTheSame(string recipe, string view, double leftOver)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var pretrain = Small(recipe, 400);
        (pretrain["width"], pretrain["maxTokens"]) = (32, 48);
        var told = await PretrainAsync(pretrain, folder.Under("model"));
        var (first, last) = (told.Losses.Take(5).Average(), told.Losses.TakeLast(40).Average());
        Assert.True(last < leftOver * first, $"{first:0.000} → {last:0.000}");
        Assert.Contains(told.Logs, line => line.StartsWith("*.h5ad: ", StringComparison.Ordinal) && line.EndsWith(" expressed genes are in the vocabulary (100.0 %).", StringComparison.Ordinal));

        var json = Small("finetune-cell-types", 120);
        var task = TasksRecipe.Read(json.Deserialize<JsonElement>()).Tasks[0];
        var (rows, recorder) = (await RealAsync(task.Data, task.Head!.Columns), new Recorder());
        using var training = new TaskTraining(TasksRecipe.Read(json.Deserialize<JsonElement>()), folder.Under("model"), new(1, folder.Under("state"), "run", recorder));
        training.Run([rows], Stop);
        training.Save(folder.Under("out"));
        Assert.True(recorder.Losses.TakeLast(5).Average() < 0.1 * recorder.Losses[0], $"{recorder.Losses[0]:0.000} → {recorder.Losses[^1]:0.000}");

        var encoder = new Encoder(EncoderFolder.ReadConfig(folder.Under("out")));
        EncoderFolder.Load(folder.Under("out"), encoder, null);
        var head = HeadFolder.Load(folder.Under("out"), "cell-type", encoder);
        var items = LabelledItems.Of(task.Head, rows, new(Tokenizers.LoadAny(view, folder.Under("out")), encoder.Config.MaxTokens), encoder.Config.Width);
        Assert.Equal(32, items.Test.Count);
        Assert.Equal(training.Measures["cell-type"]["accuracy"], Supervision.Measure(encoder, head, items.Test, 500, CPU)["accuracy"], 1e-9);
    }

    [Fact]
    public async Task Run_genesOfOthers_keepTheirIds_andTheirCoverageIsTold()
    {
        using var folder = new Folder();
        var json = Small("pretrain-cells-geneformer", 2);
        json["maxTokens"] = 48;
        var recipe = PretrainRecipe.Read(json.Deserialize<JsonElement>());
        var rows = await RealAsync(recipe.Data! with { Coverage = 0 }, []);
        var names = ((CellItem)rows[0].Item).Genes.Select(gene => gene.Id).ToList();
        var known = names.Where((_, i) => i % 2 == 0).ToList();
        var files = new Dictionary<string, string> { ["token_dictionary.pkl"] = Path.Combine(folder.Path, "a"), ["gene_median_dictionary.pkl"] = Path.Combine(folder.Path, "b") };
        await File.WriteAllTextAsync(files["token_dictionary.pkl"], JsonSerializer.Serialize(((string[])["<pad>", "<mask>", "<cls>", "<eos>"]).Concat(known).Index().ToDictionary(pair => pair.Item, pair => pair.Index)), Stop);
        await File.WriteAllTextAsync(files["gene_median_dictionary.pkl"], JsonSerializer.Serialize(known.ToDictionary(name => name, _ => 1.5)), Stop);

        var told = new Recorder();
        var error = Assert.Throws<LowCoverageException>(() => Pretraining.Run(recipe, rows, recipe.Genes!.Load(files, Stop), new(1, folder.Under("state"), "run", told), Stop));
        Assert.Contains("The recipe asks for 80.0 %", error.Message, StringComparison.Ordinal);
        var enough = recipe with { Data = recipe.Data! with { Coverage = 0.2 } };
        var (_, _, vocabulary, _) = Pretraining.Run(enough, rows, recipe.Genes!.Load(files, Stop), new(1, folder.Under("state"), "run", told), Stop);
        Assert.Equal([.. known], ((RankValueTokenizer)vocabulary).Genes.Tokens.Skip(4));
        Assert.Contains(told.Logs, line => line.Contains("expressed genes are in the vocabulary (", StringComparison.Ordinal) && !line.Contains("(100.0 %)", StringComparison.Ordinal));
        files.Remove("gene_median_dictionary.pkl");
        Assert.Contains("has no file gene_median_dictionary.pkl, which 'genes' names", Assert.Throws<UnfitDataException>(() => recipe.Genes.Load(files, Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_causal_guessesTheNextRank()
    {
        using var folder = new Folder();
        var recipe = Small("pretrain-cells", 4);
        recipe.Remove("maskShare");
        (recipe["objective"], recipe["maxTokens"]) = ("causal", 48);
        Assert.Equal(4, (await PretrainAsync(recipe, folder.Under("model"))).Losses.Count);
        Assert.True(EncoderFolder.ReadConfig(folder.Under("model")).Causal);
    }

    [Fact]
    public async Task Read_folderOf10x_isOneMatrix_whoseCellsAreNamed()
    {
        using var folder = new Folder();
        var rows = await ReadAsync(folder, Matrices, [], Folder10x("3 1 2"));
        Assert.Equal(["pbmc, cell 1 (AAA)", "pbmc, cell 2 (CCC)"], rows.Select(row => row.Place));
        var cell = Assert.IsType<CellItem>(rows[1].Item);
        Assert.Equal(["ENSG2", "ENSG3"], cell.Places.Select(place => cell.Genes[place].Id));
        Assert.Equal([5f, 6f], cell.Values);
    }

    [Theory]
    [InlineData("3 1 x", "matrix.mtx, line 3")]
    [InlineData("3 1 -2", "pbmc, cell 1 (AAA): The cell has the negative value -2")]
    public async Task Run_valueThatIsNoCount_isRefusedWithItsPlace(string entry, string says)
    {
        using var folder = new Folder();
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => Pretraining.Run(
            SmallRun.Pretrain("cell"), await ReadAsync(folder, Matrices, [], Folder10x(entry)), new(1, folder.Under("state"), "run", new Recorder()), Stop));
        Assert.True(error is UnfitDataException or InvalidFileException, error.ToString());
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_whatIsNotThere_isRefusedWithWhatIs()
    {
        using var folder = new Folder();
        var file = Assert.ThrowsAsync<UnfitDataException>(() => ReadAsync(folder, Matrices, [], ("notes.txt", "x")));
        Assert.Contains("notes.txt is no matrix of cells by its name", (await file).Message, StringComparison.Ordinal);
        var data = DataRecipeOf("finetune-cell-types");
        var column = await Assert.ThrowsAsync<InvalidFileException>(() => RealAsync(data, ["cell_type"]));
        Assert.Contains("pbmc.h5ad, cell_type", column.Message, StringComparison.Ordinal);
        Assert.Contains("bulk_labels", column.Message, StringComparison.Ordinal);
        var matrix = await Assert.ThrowsAsync<InvalidFileException>(() => RealAsync(data with { Matrix = "layers/counts" }, []));
        Assert.Contains("pbmc.h5ad", matrix.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_cellsOfAnotherSpecies_areRefusedByTheirCoverage_theFirstToo()
    {
        using var folder = new Folder();
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain("cell", 1), SmallRun.Rows(8, "cell"), new(1, folder.Path, "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Path, encoder, head, vocabulary);
        var reader = new ItemReader(Tokenizers.LoadAny("cell", folder.Path), 40, Matrices with { Coverage = 0.5 });
        var mouse = new CellItem([new("ENSMUSG1", "Actb"), new("ENSG65", "A")], [0], [3]);
        Assert.Contains("0 of 1 expressed genes are in the vocabulary (0.0 %); unknown: ENSMUSG1", Assert.Throws<LowCoverageException>(() => reader.Read(mouse)).Message, StringComparison.Ordinal);
        Assert.Equal(3, reader.Read(mouse with { Places = [1] }).Ids.Length);
    }

    [Fact]
    public void Run_dataOfAnotherKind_isRefusedByTheViewOfTheModel()
    {
        using var folder = new Folder();
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain("protein", 1), SmallRun.Rows(8, "protein"), new(1, folder.Path, "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Path, encoder, head, vocabulary);
        using var training = new TaskTraining(TasksRecipe.Read(Small("finetune-cell-types", 2).Deserialize<JsonElement>()), folder.Path, new(1, folder.Path, "run", new Recorder()));
        var error = Assert.Throws<InvalidRecipeException>(() => training.Run([SmallRun.Rows(8, "cell")], Stop));
        Assert.Contains("holds cells, and the view protein reads texts", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Small(string name, int steps)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["tokensPerStep"]) = (steps, 2, 0.003, 1600);
        return recipe;
    }

    private static DataRecipe DataRecipeOf(string name) => TasksRecipe.Read(Small(name, 10).Deserialize<JsonElement>()).Tasks[0].Data;

    private static async Task<Recorder> PretrainAsync(JsonObject json, string folder)
    {
        var (recipe, recorder) = (PretrainRecipe.Read(json.Deserialize<JsonElement>()), new Recorder());
        var (encoder, head, vocabulary, _) = Pretraining.Run(recipe, await RealAsync(recipe.Data!, []), new(1, folder + "-state", "run", recorder), Stop);
        EncoderFolder.Save(folder, encoder, head, vocabulary);
        return recorder;
    }

    /// <returns>32 cells to train on, and as many to measure on where the recipe holds some out.</returns>
    private static async Task<IReadOnlyList<DataRow>> RealAsync(DataRecipe data, IReadOnlyList<string> columns)
    {
        var files = new Dictionary<string, string> { ["pbmc.h5ad"] = SharedData.File("cell", "10x_pbmc68k_reduced.h5ad") };
        var rows = await DataRows.ReadAsync(data, "dataset:lab/pbmc", files, columns, Stop);
        Assert.Equal(700, rows.Count);
        return [.. rows.Where(row => row.Use == DataUse.Train).Take(32), .. rows.Where(row => row.Use == DataUse.Test).Take(32)];
    }

    /// <summary>Two cells, three genes; the first cell expresses what <paramref name="entry"/> says.</summary>
    private static (string Path, string Text)[] Folder10x(string entry) =>
    [
        ("pbmc/matrix.mtx", $"%%MatrixMarket matrix coordinate integer general\n3 2 3\n{entry}\n2 2 5\n3 2 6\n"),
        ("pbmc/features.tsv", "ENSG1\tA\nENSG2\tB\nENSG3\tC\n"),
        ("pbmc/barcodes.tsv", "AAA\nCCC\n"),
    ];

    private static async Task<IReadOnlyList<DataRow>> ReadAsync(Folder folder, DataRecipe recipe, IReadOnlyList<string> columns, params (string Path, string Text)[] files)
    {
        var contents = new Dictionary<string, string>();
        foreach (var (path, text) in files)
            await File.WriteAllTextAsync(contents[path] = Path.Combine(folder.Path, path.Replace('/', '-')), text, Stop);
        return await DataRows.ReadAsync(recipe, "dataset:lab/set", contents, columns, Stop);
    }
}
