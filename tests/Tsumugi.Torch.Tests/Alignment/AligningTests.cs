using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Alignment;

public sealed class AligningTests
{
    [Fact]
    public void Pairs_areNeverDnaWithText() =>
        Assert.DoesNotContain(Aligning.Pairs, pair => pair is { Left: "dna", Right: "text" } or { Left: "text", Right: "dna" });

    [Theory]
    [InlineData(AlignRecipe.InfoNce)]
    [InlineData(AlignRecipe.Sigmoid)]
    public void Run_inChunks_followsTheLossesOfWholeSteps(string loss)
    {
        using var folder = new Folder();
        var parents = Parents(folder);
        var (whole, chunks) = (new Recorder(), new Recorder());
        Align(folder.Under("whole"), parents, whole, loss);
        Align(folder.Under("chunks"), parents, chunks, loss, genesPerChunk: 3);
        Assert.Equal(12, chunks.Losses.Count);
        Assert.All(whole.Losses.Zip(chunks.Losses), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.NotEqual(whole.Losses[0], whole.Losses[5], 1e-3);
    }

    [Fact]
    public void Run_interruptedInEitherPhase_givesTheBitsOfAnUndisturbedRun_andItsFilesLoadAgain()
    {
        using var folder = new Folder();
        var parents = Parents(folder);
        var undisturbed = Align(folder.Under("a"), parents, new Recorder());
        foreach (var (name, step) in new[] { ("joint", 3), ("frozen", 8) })
        {
            using (var stopping = new Recorder(step))
                Assert.Throws<OperationCanceledException>(() => Align(folder.Under(name), parents, stopping));
            Assert.Equal(undisturbed, Align(folder.Under(name), parents, new Recorder()));
        }

        using var scope = NewDisposeScope();
        var loaded = SharedSpace.Load(folder.Under("a"));
        var vectors = loaded.Embed("protein", ["MKTAYIAK", "MK"], CPU);
        Assert.Equal(1, vectors.AsSpan(0, 12).ToArray().Sum(value => value * value), 4);
        Assert.All(vectors[..12].Zip(loaded.Embed("protein", ["MKTAYIAK"], CPU)), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [Fact]
    public void Run_modelOfAnotherView_isRefusedByName()
    {
        using var folder = new Folder();
        var parents = Parents(folder);
        var error = Assert.Throws<UnfitDataException>(() => Align(folder.Under("out"), [parents[0], parents[1], parents[1] with { View = "text" }], new Recorder()));
        Assert.Equal("The input 'text' (model:lab/protein) is a model of the view 'protein'; choose one that reads text.", error.Message);
    }

    private static List<Parent> Parents(Folder folder)
    {
        var parents = new List<Parent>();
        foreach (var view in Views.All)
        {
            var own = folder.Under($"parent-{view}");
            var (encoder, head, tokenizer, _) = Pretraining.Run(SmallRun.Pretrain(view, 3), SmallRun.Rows(24, view), new(1, own, "parent", new Recorder()), CancellationToken.None);
            EncoderFolder.Save(own, encoder, head, tokenizer);
            parents.Add(new(view, $"model:lab/{view}", own));
        }

        return parents;
    }

    private static byte[] Align(string folder, List<Parent> parents, Recorder recorder, string loss = AlignRecipe.InfoNce, int genesPerChunk = 0)
    {
        var recipe = new AlignRecipe
        {
            Width = 12,
            NGrams = 2,
            Buckets = 64,
            GenesPerStep = 8,
            FrozenSteps = 6,
            FrozenGenesPerStep = 16,
            NGramDropout = 0.3,
            Loss = loss,
            GenesPerChunk = genesPerChunk,
            Temperature = 0.07,
            Schedule = new(12, 2, 0.003, 0.01),
            Device = "cpu",
        };
        using (recorder)
        {
            var (space, _) = Aligning.Run(recipe, SmallRun.Genes(24), parents, "dataset:lab/genes", new(1, Path.Combine(folder, "checkpoint"), "align", recorder), recorder.Stop);
            space.Save(folder);
            return File.ReadAllBytes(Path.Combine(folder, SharedSpace.ModelFile));
        }
    }
}
