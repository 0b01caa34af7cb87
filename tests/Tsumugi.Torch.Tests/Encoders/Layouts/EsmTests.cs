using System.Text.Json.Nodes;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders.Layouts;

public sealed class EsmTests
{
    [Fact]
    public void Forward_anyWeights_scoresAsPlainLoopsOverHuggingFacesNamesDo()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(5);
        var config = EncoderTests.Config with { TokenDropout = true, Heads = 4, FeedWidth = 80 };
        var encoder = EncoderTests.Grown(new Encoder(config));
        var head = new TokenHead(encoder);
        using (no_grad())
        {
            foreach (var parameter in encoder.parameters().Concat(head.parameters()).Where(parameter => parameter.dim() == 1))
                parameter.add_(randn_like(parameter), 0.3);
            head.Dense.Weight.mul_(8);
        }

        var tensors = EsmLayout.Parameters(encoder, head)
            .ToDictionary(row => row.Name, row => (row.Tensor.detach().contiguous().data<float>().ToArray(), row.Tensor.shape));
        var plain = new PlainEsm(tensors, config.Layers, config.Heads, config.NormEpsilon);
        int[][] items = [[0, 5, 32, 9, 10, 2], [0, 7, 8, 2], [0, 32, 32, 11, 12, 13, 14, 2]];
        var batch = Batch.Pack(items, CPU);
        var scores = head.forward(encoder.forward(batch));
        foreach (var (row, item) in items.Index())
        {
            foreach (var (place, wanted) in plain.Score(item, 32).Index())
            {
                float[] found = [.. scores[batch.Starts[row] + place].data<float>()];
                Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            }
        }
    }

    /// <summary>The shape of the smallest ESM-2, with what NVIDIA writes beside Hugging Face's fields.</summary>
    [Fact]
    public void Read_publishedShape_isTheEncoderOfTheirSize()
    {
        var json = JsonNode.Parse(File.ReadAllBytes(SharedData.File("modelcheck", "esm2_t6_8M_config.json")))!.AsObject();
        var config = EsmLayout.Read(json, "config.json");
        Assert.Equal((33, 320, 6, 20, 1280), (config.Vocabulary, config.Width, config.Layers, config.Heads, config.InnerWidth));
        Assert.Equal((1, 32, true, false), (config.Padding, config.Mask, config.TokenDropout, config.EmbeddingNorm));
        using var scope = NewDisposeScope();
        var encoder = new Encoder(config);

        // 7,408,960 in the encoder, 103,393 in the head: what the family's name rounds to eight million.
        Assert.Equal(7_408_960 + 103_393, encoder.parameters().Concat(new TokenHead(encoder).parameters()).Sum(parameter => parameter.numel()));
    }
}
