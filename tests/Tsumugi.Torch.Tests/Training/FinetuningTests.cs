using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class FinetuningTests
{
    private static readonly HeadConfig Length = new() { Kind = "regression", Outputs = ["length"], Width = 32, Means = [30], Deviations = [6] };

    [Theory]
    [InlineData(Moves.All)]
    [InlineData(Moves.Adapters)]
    [InlineData(Moves.Nothing)]
    public void Run_whatMayNotMove_staysToTheBit(Moves moves)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        torch.manual_seed(2);
        var (encoder, head) = (new Encoder(EncoderTests.Config), new TaskHead(Length));
        var before = Copies(encoder);
        Finetune(moves, encoder, head, folder.Path, new Recorder());
        var moved = encoder.named_parameters().Where(row => !before[row.name].Equals(row.parameter)).Select(row => row.name).ToList();
        switch (moves)
        {
            case Moves.Adapters:
                Assert.Equal(["_blocks.0._queryKeyValue.weight", "_blocks.1._queryKeyValue.weight"], moved.Order());
                break;
            case Moves.Nothing:
                Assert.Empty(moved);
                break;
            default:
                Assert.Equal(before.Count, moved.Count);
                break;
        }
    }

    [Fact]
    public void Run_adapters_sameSeedSameBits_interruptedToo()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var undisturbed = Bytes(folder.Under("a"), new Recorder());
        using (var stopping = new Recorder(stopAfter: 5))
            Assert.Throws<OperationCanceledException>(() => Bytes(folder.Under("b"), stopping));
        Assert.Equal(undisturbed, Bytes(folder.Under("b"), new Recorder()));
    }

    [Fact]
    public void Put_patternThatChoosesNothing_isRefusedWithTheNamesThatThereAre()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<UnknownMapException>(() => LowRank.Put(new Encoder(EncoderTests.Config), new(["blocks.*.query", "blocks.0.feedIn"], 2, 4)));
        Assert.Contains("'blocks.*.query'", error.Message, StringComparison.Ordinal);
        Assert.Contains("blocks.1.queryKeyValue", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string folder, Recorder recorder)
    {
        torch.manual_seed(2);
        var (encoder, head) = (new Encoder(EncoderTests.Config), new TaskHead(Length));
        Finetune(Moves.Adapters, encoder, head, folder, recorder);
        EncoderFolder.Save(folder, encoder, null, new ProteinTokenizer());
        HeadFolder.Save(folder, "length", head);
        return [.. File.ReadAllBytes(Path.Combine(folder, "model.safetensors")), .. File.ReadAllBytes(Path.Combine(folder, "heads", "length.safetensors"))];
    }

    private static void Finetune(Moves moves, Encoder encoder, TaskHead head, string folder, Recorder recorder) => Finetuning.Run(
        new() { Schedule = new(12, 2, 0.01, 0.01), TokensPerStep = 300, Moves = moves, Adapters = new(["blocks.*.queryKeyValue"], 2, 4) },
        encoder, "length", head,
        [.. SmallRun.Genes(24).Select(gene => new Example(new ProteinTokenizer().Encode(gene.Protein, 64), [gene.Protein.Length]))],
        1, Path.Combine(folder, "checkpoint"), "run", recorder, recorder.Stop);

    private static Dictionary<string, Tensor> Copies(Encoder encoder) => encoder.named_parameters().ToDictionary(row => row.name, row => row.parameter.detach().clone());
}
