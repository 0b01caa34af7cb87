using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>Pairs attract, other pairs of the batch repel; copies of one item never do.</summary>
/// <remarks>InfoNCE in both directions, Radford et al. 2021.</remarks>
public static class Contrast
{
    /// <param name="left">[n, width], unit length.</param>
    /// <param name="right">[n, width], unit length; row i belongs to row i.</param>
    /// <param name="scale">Inverse temperature, a scalar.</param>
    /// <param name="notNegative">[n, n], true for pairs other than (i, i) that are right as well.</param>
    /// <returns>The mean of both directions, in nats.</returns>
    public static Tensor Loss(Tensor left, Tensor right, Tensor scale, Tensor notNegative)
    {
        var similar = (left.matmul(right.t()) * scale).masked_fill(notNegative, float.NegativeInfinity); // [n, n]
        var answers = arange(left.shape[0], ScalarType.Int64, left.device);
        return (nn.functional.cross_entropy(similar, answers) + nn.functional.cross_entropy(similar.t(), answers)) / 2;
    }

    /// <returns>[n, n], true where two different rows carry the same item in either view.</returns>
    public static bool[] Copies(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var n = left.Count;
        var copies = new bool[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                copies[i * n + j] = i != j && (left[i] == left[j] || right[i] == right[j]);
        }

        return copies;
    }
}
