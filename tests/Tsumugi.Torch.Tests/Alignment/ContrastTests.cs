using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Alignment;

public sealed class ContrastTests
{
    private static readonly float[,] Left = { { 1, 0 }, { 0, 1 }, { 1, 0 } };
    private static readonly float[,] Right = { { 0.8f, 0.6f }, { 0.6f, 0.8f }, { 0, 1 } };

    /// <summary>Rows 0 and 2 carry one left item, so neither is the other's negative.</summary>
    private static readonly bool[] Copies = Contrast.Copies(["a", "b", "a"], ["1", "2", "3"]);

    [Fact]
    public void Copies_rowsThatShareAnItemInEitherView() =>
        Assert.Equal([false, false, true, false, false, false, true, false, false], Copies);

    [Fact]
    public void InfoNce_copies_areNoNegatives()
    {
        using var scope = NewDisposeScope();
        var (similar, wanted) = (Similar(5), 0.0);
        for (var i = 0; i < 3; i++)
        {
            var (across, down) = (0.0, 0.0);
            for (var j = 0; j < 3; j++)
            {
                across += Copies[i * 3 + j] ? 0 : Math.Exp(similar[i, j]);
                down += Copies[j * 3 + i] ? 0 : Math.Exp(similar[j, i]);
            }

            wanted += (Math.Log(across) + Math.Log(down) - 2 * similar[i, i]) / 6;
        }

        Assert.Equal(wanted, Contrast.InfoNce(tensor(Left), tensor(Right), tensor(5f), tensor(Copies, [3, 3])).item<float>(), 1e-5);
    }

    [Fact]
    public void Sigmoid_eachPairByItself_copiesAreNoNegatives()
    {
        using var scope = NewDisposeScope();
        var (similar, wanted) = (Similar(5), 0.0);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
                wanted += Copies[i * 3 + j] ? 0 : Math.Log(1 + Math.Exp((i == j ? -1 : 1) * (similar[i, j] - 2))) / 3;
        }

        Assert.Equal(wanted, Contrast.Sigmoid(tensor(Left), tensor(Right), tensor(5f), tensor(-2f), tensor(Copies, [3, 3])).item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    public void Backward_cached_givesTheGradientsOfTheWholeBatch(int chunk)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var (left, right) = (EncoderTests.Grown(new Encoder(EncoderTests.Config)), EncoderTests.Grown(new Encoder(EncoderTests.Config)));
        List<int[]> items = [.. Enumerable.Range(0, 12).Select(row => (int[])[0, .. Enumerable.Range(0, 3 + row % 4).Select(i => 4 + (row * 7 + i * 3) % 20), 2])];
        var none = zeros([12, 12], ScalarType.Bool);
        Tensor Loss(Tensor one, Tensor other) => Contrast.InfoNce(nn.functional.normalize(one, dim: 1), nn.functional.normalize(other, dim: 1), tensor(10f), none);

        var whole = Loss(left.Pool(Batch.Pack(items, CPU)), right.Pool(Batch.Pack(items, CPU)));
        whole.backward();
        var wanted = left.parameters().Concat(right.parameters()).Select(parameter => parameter.grad!.clone()).ToList();
        left.zero_grad();
        right.zero_grad();

        CachedStates Cached(Encoder encoder) => new(12, chunk, range => encoder.Pool(Batch.Pack(items[range], CPU)));
        var (one, other) = (Cached(left), Cached(right));
        var cached = Loss(one.States, other.States);
        cached.backward();
        one.Backward();
        other.Backward();
        Assert.Equal(whole.item<float>(), cached.item<float>(), 1e-5f);
        Assert.All(wanted.Zip(left.parameters().Concat(right.parameters())), pair => EncoderTests.Same(pair.First, pair.Second.grad!));
        Assert.Contains(wanted, gradient => gradient.abs().max().item<float>() > 1e-3f);
    }

    private static double[,] Similar(double scale)
    {
        var similar = new double[3, 3];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
                similar[i, j] = scale * (Left[i, 0] * Right[j, 0] + Left[i, 1] * Right[j, 1]);
        }

        return similar;
    }
}
