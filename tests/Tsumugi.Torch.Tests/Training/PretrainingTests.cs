using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class PretrainingTests
{
    [Theory]
    [InlineData("dna")]
    [InlineData("protein")]
    [InlineData("text")]
    public void Run_interruptedAndResumed_givesTheBitsOfAnUndisturbedRun(string view)
    {
        using var folder = new Folder();
        var undisturbed = Bytes(view, folder.Under("a"), new Recorder());

        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes(view, folder.Under("b"), stopping));
        var resumed = new Recorder();
        Assert.Equal(undisturbed, Bytes(view, folder.Under("b"), resumed));
        Assert.Equal(12 - 5, resumed.Losses.Count);
    }

    [Fact]
    public void Run_sameSeed_sameBits_otherSeed_others()
    {
        using var folder = new Folder();
        var first = Bytes("protein", folder.Under("a"), new Recorder());
        Assert.Equal(first, Bytes("protein", folder.Under("b"), new Recorder()));
        Assert.NotEqual(first, Bytes("protein", folder.Under("c"), new Recorder(), seed: 2));
    }

    [Fact]
    public void Run_checkpointOfAnotherRun_isNotTaken()
    {
        using var folder = new Folder();
        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes("protein", folder.Under("a"), stopping, identity: "one"));
        var other = new Recorder();
        Bytes("protein", folder.Under("a"), other, identity: "two");
        Assert.Equal(12, other.Losses.Count);
    }

    [Fact]
    public void Run_fewTexts_areLearnedByHeart()
    {
        using var folder = new Folder();
        var recorder = new Recorder();
        List<string> items = [.. SmallRun.Genes(32).Select(gene => gene.Text)];
        Pretraining.Run(
            SmallRun.Pretrain("text", 250) with { Width = 32, Schedule = new(250, 5, 0.01, 0) }, items, new(1, folder.Path, "overfit", recorder), CancellationToken.None);
        Assert.True(recorder.Losses.TakeLast(20).Average() < 0.4 * recorder.Losses.Take(5).Average(), $"{recorder.Losses[0]:0.00} → {recorder.Losses[^1]:0.00}");
    }

    [Fact]
    public void Run_manySteps_keepsNoTensorAlive()
    {
        using var folder = new Folder();
        var counts = new List<long>();
        var recorder = new Counting(counts);
        List<string> items = [.. SmallRun.Genes(16).Select(gene => gene.Protein)];
        Pretraining.Run(SmallRun.Pretrain("protein", 200), items, new(1, folder.Path, "flat", recorder), CancellationToken.None);
        Assert.True(counts[199] <= counts[20] + 5, $"{counts[20]} → {counts[199]}");
    }

    private static byte[] Bytes(string view, string folder, Recorder recorder, long seed = 1, string identity = "run")
    {
        using (recorder)
        {
            List<string> items = [.. SmallRun.Genes(24).Select(gene => gene[view])];
            var (encoder, head, tokenizer, _) = Pretraining.Run(SmallRun.Pretrain(view), items, new(seed, folder, identity, recorder), recorder.Stop);
            EncoderFolder.Save(folder, encoder, head, tokenizer);
            return File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        }
    }
}
