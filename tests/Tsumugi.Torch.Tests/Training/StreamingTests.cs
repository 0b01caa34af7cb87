using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Training data of which memory holds a part: the same bits as when it holds all.</summary>
public sealed class StreamingTests
{
    private const int Most = 300;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void StoredItems_giveBackWhatWasStored_onEitherSideOfTheBound()
    {
        using var folder = new Folder();
        Gen.Select(Gen.Int[1, 9].Array[1, 30], Gen.Int[0, 3], Gen.Int[0, 120], Gen.Bool).Sample((lengths, numbers, most, timed) =>
        {
            List<TokenizedItem> items = [.. lengths.Select((length, at) => new TokenizedItem([.. Enumerable.Range(at, length)])
            {
                Numbers = numbers > 0 ? [.. Enumerable.Range(0, length * numbers).Select(i => i / 3f - at)] : null,
                Times = timed && at % 2 == 0 ? [.. Enumerable.Range(0, length).Select(i => i == 0 ? float.NaN : i / 7f)] : null,
            })];
            using var stored = StoredItems.Of(items, numbers, most, Path.Combine(folder.Path, "tokens"));
            Assert.Equal(most == 0 || lengths.Sum() <= most, stored.IsInMemory);
            Assert.Equal(lengths, stored.Lengths);
            for (var i = items.Count - 1; i >= 0; i--)
            {
                Assert.Equal(items[i].Ids, stored.Ids[i]);
                Assert.Equal(items[i].Numbers, stored[i].Numbers);
                Assert.Equal(items[i].Times, stored[i].Times);
            }

            // Nothing stays, even were this process to end here.
            if (!OperatingSystem.IsWindows())
                Assert.Empty(Directory.EnumerateFiles(folder.Path));
        }, iter: 60, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void StoredItems_anItemThatCannotBeRead_leavesNoFile()
    {
        using var folder = new Folder();
        Assert.Throws<UnreadableItemException>(() => StoredItems.Of(Items(), 0, 2, Path.Combine(folder.Path, "tokens")));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));

        static IEnumerable<TokenizedItem> Items()
        {
            yield return new([1, 2, 3]);
            throw new UnreadableItemException("No more.");
        }
    }

    [Theory]
    [InlineData("protein", 0)]
    [InlineData("nucleotide", 0.5)]
    [InlineData("bytes", 0)]
    public async Task Run_boundedMemory_givesTheSameBits_andResumesToThem(string view, double reverseComplement)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var files = await FastaAsync(folder, view);
        var recipe = SmallRun.Pretrain(view) with
        {
            Data = new() { Files = "*.fa", Format = DataRecipe.Fasta, Window = view == "nucleotide" ? 30 : 0 },
            Question = new(TokenQuestionRecipe.Masked, 0.15) { ReverseComplement = reverseComplement },
            ValidationShare = 0.1,
        };
        recipe = recipe with { Schedule = recipe.Schedule with { ValidateEvery = 4 } };
        var bounded = recipe with { Data = recipe.Data! with { TokensInMemory = Most } };

        var whole = new Recorder();
        var expected = Trained(recipe, await DataRows.ReadAsync(recipe.Data!, "dataset:lab/set", files, [], Stop), folder.Under("whole"), whole, Stop);
        var straight = new Recorder();
        Assert.Equal(expected, Trained(bounded, Rows(), folder.Under("straight"), straight, Stop));
        Assert.Equal(whole.Losses, straight.Losses);
        Assert.Equal(whole.Logs, straight.Logs);

        var resumed = new Recorder(stopAfter: 5);
        Assert.Throws<OperationCanceledException>(() => Trained(bounded, Rows(), folder.Under("resumed"), resumed, resumed.Stop));
        var rest = new Recorder();
        Assert.Equal(expected, Trained(bounded, Rows(), folder.Under("resumed"), rest, Stop));
        Assert.Equal(whole.Losses, [.. resumed.Losses, .. rest.Losses]);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Under("resumed")), file => Path.GetFileName(file).StartsWith("tokens", StringComparison.Ordinal));

        IEnumerable<DataRow> Rows() => DataRows.Stream(bounded.Data!, "dataset:lab/set", files, [], Stop);
    }

    [Fact]
    public void Run_numbersBesideTokens_liesInTheFileToo_andGivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (recipe, rows) = (SmallRun.Pretrain("value-bins"), SmallRun.Rows(40, "value-bins"));
        var (whole, bounded) = (new Recorder(), new Recorder());
        Assert.Equal(
            Trained(recipe, rows, folder.Under("whole"), whole, Stop),
            Trained(recipe with { Data = new() { Files = "*", Format = DataRecipe.Expression, TokensInMemory = Most } }, rows, folder.Under("bounded"), bounded, Stop));
        Assert.Equal(whole.Losses, bounded.Losses);
    }

    [Fact]
    public async Task Stream_readsTheFilesAnew_andHoldsOneRowAtATime()
    {
        using var folder = new Folder();
        var files = await FastaAsync(folder, "protein");
        var data = new DataRecipe { Files = "*.fa", Format = DataRecipe.Fasta, TokensInMemory = Most };
        var rows = DataRows.Stream(data, "dataset:lab/set", files, [], Stop);
        Assert.Equal((await DataRows.ReadAsync(data, "dataset:lab/set", files, [], Stop)).Select(row => row.Item.Content), rows.Select(row => row.Item.Content));
        var held = rows.Select(row => new WeakReference(row.Item)).ToList();
        GC.Collect();
        Assert.True(held.Count(row => row.IsAlive) <= 2, $"{held.Count(row => row.IsAlive)} of {held.Count} rows are held");
        await File.WriteAllTextAsync(files.Values.First(), ">one\nMKV\n", Stop);
        Assert.Single(rows);
    }

    [Fact]
    public async Task Worker_boundedMemory_writesTheSameModel()
    {
        using var folder = new Folder();
        var fasta = (await FastaAsync(folder, "protein")).Values.First();
        JsonObject Changed(int most) => new() { ["steps"] = 6, ["data"] = new JsonObject { ["files"] = "*.fa", ["format"] = "fasta", ["tokensInMemory"] = most } };
        var (whole, bounded) = (new WorkerJob(folder.Under("whole"), fasta, Changed(0)), new WorkerJob(folder.Under("bounded"), fasta, Changed(Most)));
        Assert.Equal((0, 0), ((await whole.RunAsync()).Code, (await bounded.RunAsync()).Code));
        Assert.Equal(whole.Losses(), bounded.Losses());
        Assert.Equal(whole.Model, bounded.Model);
    }

    [Fact]
    public void StoredItems_labelled_giveBackTheirTargets_onEitherSideOfTheBound()
    {
        using var folder = new Folder();
        Gen.Select(Gen.Int[1, 9].Array[1, 30], Gen.Int[0, 2], Gen.Int[0, 120], Gen.Bool).Sample((lengths, numbers, most, timed) =>
        {
            List<(TokenizedItem Item, float[] Targets)> items = [.. lengths.Select((length, at) => (
                new TokenizedItem([.. Enumerable.Range(at, length)])
                {
                    Numbers = numbers > 0 ? [.. Enumerable.Range(0, length * numbers).Select(i => i / 3f)] : null,
                    Times = timed && at % 2 == 0 ? [.. Enumerable.Range(0, length).Select(i => i / 7f)] : null,
                },
                Enumerable.Range(0, at % 4 == 3 ? length : at % 4).Select(i => i == 1 ? float.NaN : i + at / 2f).ToArray()))];
            using var stored = StoredItems.Of(items, numbers, most, Path.Combine(folder.Path, "tokens"));
            Assert.Equal(most == 0 || lengths.Sum() <= most, stored.IsInMemory);
            foreach (var (i, (item, targets)) in items.Index())
            {
                Assert.Equal(item.Ids, stored[i].Ids);
                Assert.Equal(item.Numbers, stored[i].Numbers);
                Assert.Equal(item.Times, stored[i].Times);
                Assert.Equal(targets, stored.Targets(i));
            }
        }, iter: 60, threads: 1, seed: "0000000000001");
    }

    /// <summary>Quantities, and a class of each position where some are masked.</summary>
    [Theory]
    [InlineData("finetune-fitness", "gb1-fitness.csv")]
    [InlineData("finetune-structure-lora", "secondary-structure.csv")]
    public async Task Run_labelledInBoundedMemory_givesTheSameBitsAndMeasures_andResumesToThem(string name, string file)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        TorchSharp.torch.manual_seed(3);
        var encoder = new Torch.Encoders.Encoder(EncoderTests.Config with { MaxTokens = 40 });
        EncoderFolder.Save(folder.Under("model"), encoder, null, new ProteinTokenizer());
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json"), Stop))!.AsObject();
        (json["steps"], json["warmup"], json["tokensPerStep"], json["validationShare"], json["validateEvery"]) = (12, 2, 800, 0.1, 4);
        var files = new Dictionary<string, string> { [file] = Path.Combine(AppContext.BaseDirectory, "samples", file) };
        var whole = TasksRecipe.Read(json.Deserialize<JsonElement>());
        json["data"]!["tokensInMemory"] = Most;
        var bounded = TasksRecipe.Read(json.Deserialize<JsonElement>());
        var task = bounded.Tasks[0];

        var told = new Recorder();
        var expected = Tuned(whole, await DataRows.ReadAsync(task.Data, "dataset:lab/set", files, task.Head!.Columns, Stop), "whole", told);
        var resumed = new Recorder(stopAfter: 5);
        Assert.Throws<OperationCanceledException>(() => Tuned(bounded, Rows(), "bounded", resumed));
        var rest = new Recorder();
        var found = Tuned(bounded, Rows(), "bounded", rest);
        Assert.Equal(told.Losses, [.. resumed.Losses, .. rest.Losses]);
        Assert.Equal(expected.Bytes, found.Bytes);
        Assert.Equal(expected.Measures, found.Measures);
        Assert.NotEmpty(found.Measures);

        IEnumerable<DataRow> Rows() => DataRows.Stream(task.Data, "dataset:lab/set", files, task.Head!.Columns, Stop);

        (byte[] Bytes, IReadOnlyDictionary<string, double> Measures) Tuned(TasksRecipe recipe, IEnumerable<DataRow> rows, string run, Recorder recorder)
        {
            using var training = new TaskTraining(recipe, folder.Under("model"), new(1, folder.Under(run), "run", recorder));
            training.Run([rows], recorder.Stop);
            training.Save(folder.Under(run + "-out"));
            return (File.ReadAllBytes(Path.Combine(folder.Under(run + "-out"), "model.safetensors")), training.Measures[recipe.Tasks[0].Head!.Name]);
        }
    }

    private static async Task<Dictionary<string, string>> FastaAsync(Folder folder, string view)
    {
        var text = new StringBuilder();
        foreach (var row in SmallRun.Rows(60, view == "nucleotide" ? view : "protein"))
            text.Append(CultureInfo.InvariantCulture, $">{row.Place}\n{row.Item.Content}\n");
        var path = Path.Combine(folder.Path, "items.fa");
        await File.WriteAllTextAsync(path, text.ToString(), Stop);
        return new() { ["items.fa"] = path };
    }

    /// <returns>The bytes of the model.</returns>
    private static byte[] Trained(PretrainRecipe recipe, IEnumerable<DataRow> rows, string folder, Recorder told, CancellationToken stop)
    {
        var (encoder, head, vocabulary, _) = Pretraining.Run(recipe, rows, new(1, folder, "run", told), stop);
        var output = Directory.CreateDirectory(Path.Combine(folder, "output")).FullName;
        EncoderFolder.Save(output, encoder, head, vocabulary);
        return File.ReadAllBytes(Path.Combine(output, "model.safetensors"));
    }
}
