using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Items seen from either strand.</summary>
public sealed class StrandTests
{
    [Fact]
    public void Step_someItems_areTheirReverseComplements_theSameOnesWhoeverAsks()
    {
        using var scope = NewDisposeScope();
        var tokenizer = new NucleotideTokenizer();
        var rows = SmallRun.Rows(40, "nucleotide");
        var encoder = new Encoder(EncoderTests.Config with { View = "nucleotide", Vocabulary = tokenizer.VocabularySize, Causal = true });
        var head = new TokenHead(encoder);
        var items = UnlabelledItems.Encode(rows, new(tokenizer, 64), 0.3);
        TokenObjective Objective() => new(encoder, head, new CausalModelling(), items, 600, 0, 1);

        var (seen, other, whole) = (0, 0, Objective());
        for (var step = 0; step < 40; step++)
        {
            var batch = whole.Step(new(step, 0, 1)).Batch!;
            foreach (var (item, ids) in batch.Items.Zip(batch.TokenIds))
            {
                var reverse = tokenizer.Encode(ReverseComplement.Of(rows[item].Item.Content), 64);
                Assert.True(ids.SequenceEqual(items.Ids[item]) || ids.SequenceEqual(reverse));
                (seen, other) = (seen + 1, other + (ids.SequenceEqual(reverse) ? 1 : 0));
            }
        }

        Assert.InRange((double)other / seen, 0.2, 0.4);
        var asked = whole.Step(new(39, 0, 1)).Batch!.TokenIds;
        var shared = Enumerable.Range(0, 2).SelectMany(part => Objective().Step(new(39, part, 2)).Batch!.TokenIds);
        Assert.Equal(asked.Select(ids => string.Join(' ', ids)).Order(), shared.Select(ids => string.Join(' ', ids)).Order());
    }

    [Theory]
    [InlineData("nucleotide")]
    [InlineData("kmer")]
    public void Run_bothStrands_resumesToTheSameBits_whichOneStrandDoesNotGive(string view)
    {
        using var folder = new Folder();
        var both = SmallRun.Pretrain(view);
        both = both with { Question = both.Question with { ReverseComplement = 0.5 } };
        var undisturbed = Model(both, view, folder.Under("a"), new Recorder());
        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Model(both, view, folder.Under("b"), stopping));
        Assert.Equal(undisturbed, Model(both, view, folder.Under("b"), new Recorder()));
        Assert.NotEqual(undisturbed, Model(SmallRun.Pretrain(view), view, folder.Under("c"), new Recorder()));
    }

    [Theory]
    [InlineData("nucleotide", "")]
    [InlineData("dna", "'reverseComplement' of dna is 0: codons are read in the frame of their own strand")]
    [InlineData("text", "'reverseComplement' of text is 0: of the views, nucleotide and kmer alone have another strand")]
    public void Run_continued_asksTheModelWhetherItHasStrands(string view, string fault)
    {
        using var folder = new Folder();
        Model(SmallRun.Pretrain(view, 2), view, folder.Under("model"), new Recorder());
        var recipe = TasksRecipe.Read(JsonNode.Parse("""
            {"kind":"continue","data":{"files":"*","format":"fasta"},"maskShare":0.15,"reverseComplement":0.5,"tokensPerStep":400,"steps":3,"warmup":1,"learningRate":0.003,"weightDecay":0,"device":"cpu"}
            """).Deserialize<JsonElement>());
        var recorder = new Recorder();
        using var training = new TaskTraining(recipe, folder.Under("model"), new(1, folder.Under("state"), "run", recorder));
        var error = Record.Exception(() => training.Run([SmallRun.Rows(12, view)], CancellationToken.None));
        Assert.Equal(fault.Length == 0 ? 3 : 0, recorder.Losses.Count);
        if (fault.Length > 0)
            Assert.StartsWith(fault, Assert.Single(Assert.IsType<InvalidRecipeException>(error).Errors), StringComparison.Ordinal);
    }

    /// <summary>Spans that are hidden anew, on either strand, are learned slowly; what beats the odds of four bases is known by heart.</summary>
    [Fact]
    public async Task Run_shippedRecipe_learnsMoreOf32RealPiecesThanTheirBasesInEqualParts()
    {
        using var folder = new Folder();
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "recipes", "pretrain-nucleotide.json"), TestContext.Current.CancellationToken))!.AsObject();
        (json["width"], json["heads"], json["learningRate"], json["steps"], json["warmup"]) = (64, 2, 0.005, 800, 20);
        (json["data"]!["window"], json["maxTokens"], json["tokensPerStep"]) = (30, 64, 1100);
        var recipe = PretrainRecipe.Read(json.Deserialize<JsonElement>());
        var files = new Dictionary<string, string> { ["genome.fna.gz"] = SharedData.File("dna", "ecoli_536_NC_008253.fna.gz") };
        var rows = await DataRows.ReadAsync(recipe.Data!, "dataset:lab/genome", files, [], TestContext.Current.CancellationToken);
        Assert.True(rows.Count > 160_000, $"{rows.Count} pieces");
        var recorder = new Recorder();
        Pretraining.Run(recipe, [.. rows.Take(32)], new(1, folder.Path, "run", recorder), TestContext.Current.CancellationToken);
        var last = recorder.Losses.TakeLast(80).Average();
        Assert.True(last < Math.Log(4) - 0.03, $"{recorder.Losses[0]:0.000} → {last:0.000}");
    }

    private static byte[] Model(PretrainRecipe recipe, string view, string folder, Recorder recorder)
    {
        using (recorder)
        {
            var (encoder, head, tokenizer, _) = Pretraining.Run(recipe, SmallRun.Rows(24, view), new(1, folder, "run", recorder), recorder.Stop);
            EncoderFolder.Save(folder, encoder, head, tokenizer);
            return File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        }
    }
}
