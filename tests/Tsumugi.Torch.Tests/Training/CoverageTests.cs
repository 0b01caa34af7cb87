using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>How much of the data a vocabulary must know before anything is trained: here every fourth base is undecided.</summary>
public sealed class CoverageTests
{
    private const string Data = """{"files":"*.fa","format":"fasta","coverage":0}""";
    private const string Labelled = """{"files":"*.fa","format":"csv","column":"x","coverage":0}""";
    private const string Head = """{"name":"length","kind":"regression","targets":["length"]}""";
    private const string Training = """
        "tokensPerStep":400,"steps":2,"warmup":1,"learningRate":0.003,"weightDecay":0,"device":"cpu"
        """;

    [Theory]
    [InlineData($$"""{"kind":"pretrain","view":"nucleotide","data":{{Data}},"width":16,"layers":1,"heads":2,"maxTokens":40,"vocabulary":0,"maskShare":0.15,{{Training}}}""")]
    [InlineData($$"""{"kind":"continue","data":{{Data}},"maskShare":0.15,{{Training}}}""")]
    [InlineData($$"""{"kind":"finetune","data":{{Labelled}},"head":{{Head}},{{Training}}}""")]
    [InlineData($$"""{"kind":"mixture","tasks":[{"input":"a","data":{{Data}},"maskShare":0.15},{"input":"b","data":{{Labelled}},"head":{{Head}}}],{{Training}}}""")]
    public void Run_everyRecipe_saysTheCoverage_andTrainsOnlyWhereItIsEnough(string text)
    {
        using var folder = new Folder();
        Model(folder.Under("model"));
        var enough = new Recorder();
        Run(Asking(text, 0.75), folder, enough);
        Assert.Equal(2, enough.Losses.Count);
        Assert.Contains(enough.Logs, line => line.StartsWith("*.fa: ", StringComparison.Ordinal) && line.Contains(" bases are in the vocabulary (75.0", StringComparison.Ordinal));

        var little = new Recorder();
        var error = Assert.Throws<LowCoverageException>(() => Run(Asking(text, 0.76), folder, little));
        Assert.Empty(little.Losses);
        foreach (var part in new[] { "unknown: N (", "asks for 76.0", "Leave out the items of *.fa" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_dataThatTheVocabularyDoesNotKnow_isAFaultOfTheInput()
    {
        using var folder = new Folder();
        var fasta = Path.Combine(folder.Path, "genome.fa");
        await File.WriteAllTextAsync(fasta, ">a\nACGNNNNNACGT\n", TestContext.Current.CancellationToken);
        var data = new JsonObject { ["files"] = "*.fa", ["format"] = "fasta", ["coverage"] = 0.9 };
        var (code, said) = await new WorkerJob(folder.Under("job"), fasta, new() { ["view"] = "nucleotide", ["data"] = data }).RunAsync();
        Assert.Equal(5, code);
        Assert.Equal(
            ["7 of 12 bases are in the vocabulary (58.3 %); unknown: N (5×). The recipe asks for 90.0 %. Leave out the items of *.fa that hold what is unknown, take a model whose vocabulary has it, or ask for less 'coverage'."],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static JsonElement Asking(string text, double coverage) => JsonSerializer.Deserialize<JsonElement>(
        text.Replace("\"coverage\":0", "\"coverage\":" + coverage.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static void Model(string folder)
    {
        var (encoder, head, tokenizer, _) = Pretraining.Run(SmallRun.Pretrain("nucleotide", 1), Rows(), new(1, folder, "model", new Recorder()), CancellationToken.None);
        EncoderFolder.Save(folder, encoder, head, tokenizer);
    }

    private static void Run(JsonElement json, Folder folder, Recorder recorder)
    {
        var run = new TrainingRun(1, folder.Under("state"), json.GetRawText(), recorder);
        if (json.GetProperty("kind").GetString() == "pretrain")
        {
            Pretraining.Run(PretrainRecipe.Read(json), Rows(), run, CancellationToken.None);
            return;
        }

        var recipe = TasksRecipe.Read(json);
        using var training = new TaskTraining(recipe, folder.Under("model"), run);
        training.Run([.. recipe.Tasks.Select(_ => Rows())], CancellationToken.None);
    }

    private static IReadOnlyList<DataRow> Rows() =>
        [.. Enumerable.Range(0, 16).Select(row => new DataRow($"row {row}", string.Concat(Enumerable.Repeat("ACGN", 5 + row)), DataUse.Train, [row.ToString(CultureInfo.InvariantCulture)]))];
}
