using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>Pairs attract, other pairs of the batch repel; copies of one item never do.</summary>
public static class Contrast
{
    /// <param name="left">[n, width], unit length.</param>
    /// <param name="right">[n, width], unit length; row i belongs to row i.</param>
    /// <param name="scale">Inverse temperature, a scalar.</param>
    /// <param name="notNegative">[n, n], true for pairs other than (i, i) that are right as well.</param>
    /// <returns>The mean of both directions, in nats.</returns>
    /// <remarks>CLIP, Radford et al. 2021: each item picks its partner among all.</remarks>
    public static Tensor InfoNce(Tensor left, Tensor right, Tensor scale, Tensor notNegative)
    {
        var similar = (left.matmul(right.t()) * scale).masked_fill(notNegative, float.NegativeInfinity); // [n, n]
        var answers = arange(left.shape[0], ScalarType.Int64, left.device);
        return (nn.functional.cross_entropy(similar, answers) + nn.functional.cross_entropy(similar.t(), answers)) / 2;
    }

    /// <inheritdoc cref="InfoNce"/>
    /// <param name="bias">Added to each scaled similarity, a scalar; most pairs are wrong, so it begins far below zero.</param>
    /// <returns>The sum over all partners, the mean over items, in nats.</returns>
    /// <remarks>SigLIP, Zhai et al. 2023: each pair is judged by itself.</remarks>
    public static Tensor Sigmoid(Tensor left, Tensor right, Tensor scale, Tensor bias, Tensor notNegative)
    {
        var n = left.shape[0];
        var sign = 2 * eye(n, device: left.device) - 1;
        var each = nn.functional.softplus(-sign * (left.matmul(right.t()) * scale + bias)); // [n, n]
        return each.masked_fill(notNegative, 0).sum() / n;
    }

    /// <returns>[n, n], true where two different rows carry the same item in either view.</returns>
    public static bool[] Copies<T>(IReadOnlyList<T> left, IReadOnlyList<T> right) where T : IEquatable<T>
    {
        var n = left.Count;
        var copies = new bool[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                copies[i * n + j] = i != j && (left[i].Equals(left[j]) || right[i].Equals(right[j]));
        }

        return copies;
    }
}
