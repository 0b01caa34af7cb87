using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>What a GPU does in bfloat16, forced on the CPU.</summary>
public sealed class MixedPrecisionTests
{
    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 32, 12, 2], [0, 4, 2]];

    public static TheoryData<Positions, Activation, bool> Shapes => new()
    {
        { Positions.Rotary, Activation.Gelu, false },
        { Positions.Learned, Activation.SwiGlu, false },
        { Positions.None, Activation.Gelu, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Step_productsInBfloat16_weightsGradientsAndStatesStayFloat32_andAgree(Positions positions, Activation activation, bool causal)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = new Encoder(EncoderTests.Config with { Positions = positions, Activation = activation, Causal = causal, TokenDropout = true });
        var head = new TokenHead(encoder);
        List<TrainedParameter> parameters = [.. TrainedParameter.Of(encoder, "encoder."), .. TrainedParameter.Of(head, "head.")];
        var batch = Batch.Pack(Items, CPU);
        var (states, wide) = (encoder.forward(batch), Gradients(encoder, head, batch, parameters));

        foreach (var (_, map) in encoder.Projections().Append(("dense", head.Dense)))
            map.Product = ScalarType.BFloat16;
        var (narrowStates, narrow) = (encoder.forward(batch), Gradients(encoder, head, batch, parameters));
        Assert.Equal(ScalarType.Float32, narrowStates.dtype);
        Assert.False(states.Equals(narrowStates), "The products did not change.");
        Assert.True((states - narrowStates).abs().max().item<float>() < 0.03f * states.abs().max().item<float>());
        Assert.All(narrow.Keys, name => Assert.Equal(ScalarType.Float32, narrow[name].dtype));
        Assert.All(narrow.Keys, name => Assert.True(
            (wide[name] - narrow[name]).norm().item<float>() <= 0.05f * wide[name].norm().item<float>() + 1e-4f, name));

        using var optimizer = new Torch.Training.AdamW(parameters, new Schedule(1, 0, 0.01, 0.01));
        optimizer.Step(1, 0.01, 1);
        Assert.All(parameters, row => Assert.Equal(ScalarType.Float32, row.Tensor.dtype));
        Assert.All(parameters, row => Assert.True(row.Tensor.isfinite().all().item<bool>(), row.Name));
    }

    private static Dictionary<string, Tensor> Gradients(Encoder encoder, TokenHead head, Batch batch, List<TrainedParameter> parameters)
    {
        foreach (var row in parameters)
            row.Tensor.grad = null;
        nn.functional.cross_entropy(head.forward(encoder.forward(batch)), batch.Tokens).backward();
        return parameters.ToDictionary(row => row.Name, row => row.Tensor.grad!.clone());
    }
}
