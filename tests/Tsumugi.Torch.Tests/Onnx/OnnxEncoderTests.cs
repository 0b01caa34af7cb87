using Tsumugi.Formats.Onnx;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Onnx;
using Tsumugi.Torch.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Onnx;

public sealed class OnnxEncoderTests
{
    private const int Padding = 1;
    private const int Mask = 32;

    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, Mask, 9, 10, Mask, 12, 13, 2], [0, 4, 2], [0, 20, 21, 22, Mask, 2]];

    private static readonly EncoderConfig Config = new()
    {
        View = "protein",
        Vocabulary = 33,
        Padding = Padding,
        Mask = Mask,
        Width = 32,
        Layers = 2,
        Heads = 4,
        MaxTokens = 64,
    };

    public static TheoryData<string, EncoderConfig, string> Shapes => new()
    {
        { "rotary, GELU", Config, "none" },
        { "as ESM-2", Config with { TokenDropout = true, NormEpsilon = 1e-12 }, "tied" },
        { "as ESM-1b", Config with { Positions = Positions.Learned, EmbeddingNorm = true }, "tied" },
        { "SwiGLU, another width between", Config with { Activation = Activation.SwiGlu, FeedWidth = 40 }, "own" },
        { "causal", Config with { Causal = true, FinalNorm = false }, "own" },
        { "a set", Config with { Positions = Positions.None }, "none" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Write_anyShape_givesWhatTorchGives(string shape, EncoderConfig config, string headKind)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        torch.manual_seed(3);
        var (encoder, head) = Made(config, headKind);
        OnnxEncoder.Write(folder.Path, encoder, head);
        using var session = OnnxSession.Open(Path.Combine(folder.Path, OnnxEncoder.ModelFile));
        var given = session.Run(Inputs(Items), null, TestContext.Current.CancellationToken);

        var batch = Batch.Pack(Items, CPU);
        var states = encoder.forward(batch);
        var (pooled, scores) = (Encoder.Pool(states, batch), head?.forward(states));
        var longest = Items.Max(item => item.Length);
        foreach (var (row, item) in Items.Index())
        {
            Assert.True(Far(Rows(states, batch.Starts[row], item.Length), given["last_hidden_state"], row * longest, config.Width) < 1e-4, $"{shape}: states of item {row}");
            Assert.True(Far(pooled[row].data<float>().ToArray(), given["mean_hidden_state"], row, config.Width) < 1e-4, $"{shape}: mean of item {row}");
            if (scores is not null)
                Assert.True(Far(Rows(scores, batch.Starts[row], item.Length), given["logits"], row * longest, config.Vocabulary) < 1e-4, $"{shape}: scores of item {row}");
        }

        Assert.Equal(head is not null, given.ContainsKey("logits"));
    }

    [Fact]
    public void Write_tensorsInAFileOfTheirOwn_areFoundThere()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (encoder, head) = Made(Config, "tied");
        var (inside, outside) = (Path.Combine(folder.Path, "inside.onnx"), Path.Combine(folder.Path, "outside.onnx"));
        var about = new OnnxModelInfo { Producer = "test", ProducerVersion = "1" };
        OnnxWriter.Write(inside, EncoderGraph.Of(encoder, head), about);
        OnnxWriter.Write(outside, EncoderGraph.Of(encoder, head), about, mostInside: 1000);
        Assert.True(new FileInfo(outside + ".data").Length > 100_000);
        Assert.True(new FileInfo(outside).Length < new FileInfo(inside).Length / 3);
        using var first = OnnxSession.Open(inside);
        using var second = OnnxSession.Open(outside);
        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(first.Run(Inputs(Items), null, ct)["logits"].Values<float>(), second.Run(Inputs(Items), null, ct)["logits"].Values<float>());
    }

    [Fact]
    public void Write_again_sameBytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (encoder, head) = Made(Config, "own");
        OnnxEncoder.Write(folder.Path, encoder, head);
        var first = File.ReadAllBytes(Path.Combine(folder.Path, OnnxEncoder.ModelFile));
        OnnxEncoder.Write(folder.Path, encoder, head);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder.Path, OnnxEncoder.ModelFile)));
    }

    [Fact]
    public void Compare_theEncoderItCameFrom_isNear_andAnotherIsFar()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (encoder, head) = Made(Config, "tied");
        OnnxEncoder.Write(folder.Path, encoder, head);
        var ct = TestContext.Current.CancellationToken;
        Assert.InRange(OnnxEncoder.Compare(folder.Path, encoder, 1, new(3, "items"), ct), 0, 1e-4);
        Assert.True(OnnxEncoder.Compare(folder.Path, Made(Config, "none").Encoder, 1, new(3, "items"), ct) > 0.1);
    }

    [Fact]
    public void Write_withAnAdapter_isRefusedUntilItIsMerged()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (encoder, _) = Made(Config, "none");
        var (_, map) = encoder.Projections().First();
        map.Adapt(2, 4);
        Assert.Contains("merge", Assert.Throws<InvalidOperationException>(() => OnnxEncoder.Write(folder.Path, encoder, null)).Message, StringComparison.Ordinal);
        map.Merge();
        OnnxEncoder.Write(folder.Path, encoder, null);
        OnnxCheck.Run(Path.Combine(folder.Path, OnnxEncoder.ModelFile));
    }

    [Fact]
    public void Open_ownExport_listsInputsAndOutputs()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (encoder, head) = Made(Config, "tied");
        OnnxEncoder.Write(folder.Path, encoder, head);
        using var session = OnnxSession.Open(Path.Combine(folder.Path, OnnxEncoder.ModelFile));
        Assert.Equal(["input_ids I64 batch length", "attention_mask I64 batch length"], session.Inputs.Select(Shown));
        Assert.Equal(["last_hidden_state F32 batch length 32", "mean_hidden_state F32 batch 32", "logits F32 batch length 33"], session.Outputs.Select(Shown));

        static string Shown(OnnxValue value) => $"{value.Name} {value.Type} {string.Join(' ', value.Shape)}";
    }

    private static (Encoder Encoder, TokenHead? Head) Made(EncoderConfig config, string head)
    {
        var encoder = new Encoder(config);
        var made = head == "none" ? null : new TokenHead(encoder, tied: head == "tied");
        using (no_grad())
        {
            // Norms and biases begin as ones and zeros, which would hide a wrong order.
            foreach (var (_, parameter) in encoder.named_parameters().Concat(made?.named_parameters() ?? []))
                parameter.add_(randn_like(parameter), 0.1);
        }

        return (encoder, made);
    }

    private static Dictionary<string, OnnxTensor> Inputs(int[][] items)
    {
        var longest = items.Max(item => item.Length);
        return new()
        {
            ["input_ids"] = OnnxTensor.Of<long>([.. items.SelectMany(item => item.Select(id => (long)id).Concat(Enumerable.Repeat((long)Padding, longest - item.Length)))], items.Length, longest),
            ["attention_mask"] = OnnxTensor.Of<long>([.. items.SelectMany(item => Enumerable.Range(0, longest).Select(i => i < item.Length ? 1L : 0))], items.Length, longest),
        };
    }

    private static float[] Rows(Tensor x, int from, int count) => x.narrow(0, from, count).contiguous().data<float>().ToArray();

    private static float Far(float[] torch, OnnxTensor onnx, int row, int width) =>
        torch.Zip(onnx.Values<float>().Skip(row * width), (a, b) => Math.Abs(a - b)).Max();
}
