using System.Text.Json;
using System.Text.Json.Nodes;
using SkiaSharp;
using Tsumugi.Formats;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Images;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Models of images, from files to the kind of a blood cell: BCCD's crops.</summary>
public sealed class ImageTests
{
    private static readonly DataRecipe Files = new() { Files = "*.png", Format = DataRecipe.Images };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_shippedRecipes_learn32RealImagesByHeart_andTheFilesSayTheSame()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (pretrain, told) = (PretrainRecipe.Read(Small("pretrain-images", 400).Deserialize<JsonElement>()), new Recorder());
        var rows = await BloodCellsAsync(pretrain.Data!, ["class"]);
        var (encoder, tokenHead, vocabulary, _) = Pretraining.Run(pretrain, rows, new(1, folder.Under("state"), "pretrain", told), Stop);
        EncoderFolder.Save(folder.Under("model"), encoder, tokenHead, vocabulary);

        // Pixels have a variance of 1: the mean of them all leaves that much.
        var (first, last) = (told.Losses.Take(5).Average(), told.Losses.TakeLast(40).Average());
        Assert.True(last < 0.35 && last < 0.4 * first, $"{first:0.000} → {last:0.000}");

        var json = Small("finetune-blood-cells", 80).Deserialize<JsonElement>();
        var (task, recorder) = (TasksRecipe.Read(json).Tasks[0], new Recorder());
        using var training = new TaskTraining(TasksRecipe.Read(json), folder.Under("model"), new(1, folder.Under("state"), "finetune", recorder));
        training.Run([rows], Stop);
        training.Save(folder.Under("out"));
        Assert.True(recorder.Losses.TakeLast(5).Average() < 0.1 * recorder.Losses[0], $"{recorder.Losses[0]:0.000} → {recorder.Losses[^1]:0.000}");

        var loaded = new Encoder(EncoderFolder.ReadConfig(folder.Under("out")));
        EncoderFolder.Load(folder.Under("out"), loaded, null);
        var head = HeadFolder.Load(folder.Under("out"), "blood-cell", loaded);
        var items = LabelledItems.Of(task.Head!, rows, new(Tokenizers.LoadAny("image", folder.Under("out")), loaded.Config.MaxTokens), loaded.Config.Width);
        Assert.Equal(32, items.Test.Count);
        Assert.Equal(training.Measures["blood-cell"]["accuracy"], Supervision.Measure(loaded, head, items.Test, 500, CPU)["accuracy"], 1e-9);
    }

    [Fact]
    public void Run_pixelsAreBroughtToOneScale_thatStaysWithTheModel()
    {
        using var folder = new Folder();
        var (encoder, head, vocabulary, _) = Pretraining.Run(SmallRun.Pretrain("image", 1), SmallRun.Rows(8, "image"), new(1, folder.Path, "run", new Recorder()), Stop);
        EncoderFolder.Save(folder.Path, encoder, head, vocabulary);
        var loaded = Assert.IsType<PatchTokenizer>(Tokenizers.LoadAny("image", folder.Path));
        var reader = new ItemReader(loaded, 100);
        var pixels = SmallRun.Rows(8, "image").SelectMany(row => reader.Read(row.Item).Numbers![4..^4]).ToList();
        Assert.Equal(0, pixels.Average(), 1e-3);
        Assert.Equal(1, pixels.Average(pixel => pixel * pixel), 1e-3);
        Assert.Equal(Positions.Learned, EncoderFolder.ReadConfig(folder.Path).Positions);
    }

    [Fact]
    public void Run_severalPasses_giveTheLossOfOneOverTheWholeStep()
    {
        using var folder = new Folder();
        var (recipe, one, three) = (SmallRun.Pretrain("image"), new Recorder(), new Recorder());
        Pretraining.Run(recipe, SmallRun.Rows(24, "image"), new(1, folder.Under("one"), "run", one), Stop);
        Pretraining.Run(recipe with { Schedule = recipe.Schedule with { Accumulation = 3 } }, SmallRun.Rows(24, "image"), new(1, folder.Under("three"), "run", three), Stop);
        Assert.Equal(12, three.Losses.Count);
        Assert.All(one.Losses.Zip(three.Losses), row => Assert.Equal(row.First, row.Second, 1e-4));
    }

    [Fact]
    public async Task Read_folders_areClasses_andATableNamesClassesAndSplit()
    {
        using var folder = new Folder();
        var files = new Dictionary<string, string> { ["a/1.png"] = Png(folder, 1), ["b/2.png"] = Png(folder, 2), ["labels.csv"] = Text(folder, "image,kind,set\nb/2.png,x,train\na/1.png,y,test\n") };
        var rows = await DataRows.ReadAsync(Files, "dataset:lab/set", files, ["folder"], Stop);
        Assert.Equal([("a/1.png", "a"), ("b/2.png", "b")], rows.Select(row => (row.Place, row.Cells[0])));
        var plane = ((ImageItem)rows[1].Item).Read();
        Assert.Equal((2, 2, 3), (plane.Width, plane.Height, plane.Channels));

        var table = Files with { Files = "*.csv", Column = "image", SplitColumn = "set", Train = ["train"], Test = ["test"] };
        var named = await DataRows.ReadAsync(table, "dataset:lab/set", files, ["kind"], Stop);
        Assert.Equal([("labels.csv, row 1 (b/2.png)", "x", DataUse.Train), ("labels.csv, row 2 (a/1.png)", "y", DataUse.Test)], named.Select(row => (row.Place, row.Cells[0], row.Use)));
        Assert.Equal(rows[0].Item.Content, named[1].Item.Content);
    }

    [Theory]
    [InlineData("*.png", "", "kind", "Images have no column kind")]
    [InlineData("*.txt", "", "folder", "notes.txt is no image by its name; choose files that end in .png")]
    [InlineData("labels.csv", "image", "kind", "labels.csv, row 2: column image names no file of the dataset ('a/9.png')")]
    [InlineData("labels.csv", "picture", "kind", "The table has no such column; it has image, kind")]
    public async Task Read_whatIsNotThere_isRefusedWithItsPlace(string chosen, string column, string wanted, string says)
    {
        using var folder = new Folder();
        var files = new Dictionary<string, string> { ["a/1.png"] = Png(folder, 1), ["notes.txt"] = Text(folder, "x"), ["labels.csv"] = Text(folder, "image,kind\na/1.png,x\na/9.png,y\n") };
        var error = await Assert.ThrowsAnyAsync<Exception>(() => DataRows.ReadAsync(Files with { Files = chosen, Column = column }, "dataset:lab/set", files, [wanted], Stop));
        Assert.True(error is UnfitDataException or InvalidFileException, error.GetType().Name);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_imageThatCannotBeRead_isRefusedWithItsPlace()
    {
        using var folder = new Folder();
        var torn = await DataRows.ReadAsync(Files, "dataset:lab/set", new Dictionary<string, string> { ["a/1.png"] = Text(folder, "no image at all") }, [], Stop);
        Assert.Contains("a/1.png", Assert.Throws<InvalidFileException>(() => Run(torn)).Message, StringComparison.Ordinal);
        var coloured = await DataRows.ReadAsync(Files, "dataset:lab/set", new Dictionary<string, string> { ["a/1.png"] = Png(folder, 1) }, [], Stop);
        Assert.StartsWith("a/1.png: The image has 3 channels, where the model takes 1", Assert.Throws<UnfitDataException>(() => Run(coloured)).Message, StringComparison.Ordinal);

        void Run(IReadOnlyList<DataRow> rows) => Pretraining.Run(SmallRun.Pretrain("image"), rows, new(1, folder.Under("state"), "run", new Recorder()), Stop);
    }

    private static JsonObject Small(string name, int steps)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["tokensPerStep"]) = (steps, 2, 0.003, 600);
        return recipe;
    }

    /// <returns>32 images to train on, the first of each class among them, and as many to measure on.</returns>
    private static async Task<IReadOnlyList<DataRow>> BloodCellsAsync(DataRecipe data, IReadOnlyList<string> columns)
    {
        var files = new Dictionary<string, string> { ["bccd.tar"] = SharedData.File("image", "bccd_blood_cells.tar") };
        var rows = await DataRows.ReadAsync(data, "dataset:lab/bccd", files, columns, Stop);
        Assert.Equal(4888, rows.Count);
        var train = rows.Where(row => row.Use == DataUse.Train).GroupBy(row => row.Cells[0]).SelectMany(kind => kind.Take(11)).Take(32);
        return [.. train, .. rows.Where(row => row.Use == DataUse.Test).Take(32)];
    }

    /// <summary>Two by two pixels, without alpha.</summary>
    private static string Png(Folder folder, byte shade)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 2, SKColorType.Rgb888x, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(shade, 20, 30));
        var path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return path;
    }

    private static string Text(Folder folder, string text)
    {
        var path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
