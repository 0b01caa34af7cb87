using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Training;

/// <summary>Floating-point operations of matrix products, a multiplication and an addition as two; norms, activations and look-ups are not counted.</summary>
public static class Flops
{
    /// <summary>The backward pass makes two products for each of the forward pass.</summary>
    public const int TrainingOverForward = 3;

    /// <param name="lengths">Unpadded tokens of each item: attention goes with their squares.</param>
    public static double Forward(EncoderConfig config, IEnumerable<int> lengths)
    {
        var (width, inner) = ((double)config.Width, (double)config.InnerWidth);
        var feed = width * inner * (config.Activation == Activation.SwiGlu ? 3 : 2);
        var token = 2 * config.Layers * (4 * width * width + feed);
        return lengths.Sum(length => length * (token + 2 * (config.Numbers + (config.Times ? Encoder.TimeInputs : 0)) * width + 4 * config.Layers * width * length));
    }

    /// <param name="places">How many tokens are guessed.</param>
    public static double Head(EncoderConfig config, int places) => 2.0 * places * config.Width * (config.Width + (config.Numbers > 0 ? config.Numbers : config.Vocabulary));

    /// <summary>What one pass over a square matrix product takes.</summary>
    public static double Product(double side) => 2 * side * side * side;
}
