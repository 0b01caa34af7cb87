using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>Items of different lengths as one rectangle of tokens.</summary>
/// <param name="Tokens">[batch, length], int64.</param>
/// <param name="Present">[batch, length], true where a token is not padding.</param>
public sealed record Batch(Tensor Tokens, Tensor Present)
{
    public static Batch Of(IReadOnlyList<int[]> items, int padding, Device device)
    {
        var length = items.Max(item => item.Length);
        var (tokens, present) = (new long[items.Count * length], new bool[items.Count * length]);
        Array.Fill(tokens, padding);
        for (var row = 0; row < items.Count; row++)
        {
            for (var i = 0; i < items[row].Length; i++)
            {
                tokens[row * length + i] = items[row][i];
                present[row * length + i] = true;
            }
        }

        return new(
            tensor(tokens, [items.Count, length], device: device),
            tensor(present, [items.Count, length], device: device));
    }
}
