using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Encoders;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Ranks;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class GradientReductionTests
{
    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 32, 12, 2]];

    [Fact]
    public void Finish_oneProcess_givesTheGradientsOfAPlainBackwardPass_andLaterLayersWentOutBeforeItsEnd()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = new Encoder(EncoderTests.Config);
        List<TrainedParameter> parameters = [.. TrainedParameter.Of(encoder)];
        Loss(encoder).backward();
        var plain = parameters.ToDictionary(row => row.Name, row => row.Tensor.grad!.clone());
        Clear(parameters);

        using var reduction = new GradientReduction(parameters, new OneProcess(), most: 4000);
        for (var step = 0; step < 3; step++)
        {
            Clear(parameters);
            reduction.Begin();
            using (reduction.Watch())
                Loss(encoder).backward();
            double[] totals = [3];
            reduction.Finish(totals);
            Assert.Equal([3], totals);
            Assert.All(parameters, row => Assert.True(plain[row.Name].Equals(row.Tensor.grad!), row.Name));
        }

        // All but what stands before the first layer.
        Assert.True(reduction.Buckets > 4);
        Assert.Equal(reduction.Buckets - 1, reduction.SentEarly);
    }

    [Fact]
    public void Keep_severalPasses_areSummed_andWhatNoneReachesHasNoGradient()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = new Encoder(EncoderTests.Config);
        using var unreached = new TorchSharp.Modules.Parameter(ones(3));
        List<TrainedParameter> parameters = [.. TrainedParameter.Of(encoder), new("unreached", unreached, ParameterKind.Scalar)];
        (Loss(encoder) + Loss(encoder)).backward();
        var plain = parameters.Where(row => row.Tensor.grad is not null).ToDictionary(row => row.Name, row => row.Tensor.grad!.clone());
        Clear(parameters);

        using var reduction = new GradientReduction(parameters, new OneProcess());
        reduction.Begin();
        Loss(encoder).backward();
        reduction.Keep();
        using (reduction.Watch())
            Loss(encoder).backward();
        reduction.Finish([]);
        Assert.Null(unreached.grad);
        Assert.All(plain, row => EncoderTests.Same(row.Value, parameters.First(parameter => parameter.Name == row.Key).Tensor.grad!));
    }

    private static Tensor Loss(Encoder encoder) => encoder.forward(Batch.Pack(Items, CPU)).square().sum();

    private static void Clear(List<TrainedParameter> parameters)
    {
        foreach (var row in parameters)
            row.Tensor.grad = null;
    }
}
