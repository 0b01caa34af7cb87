using Tsumugi.Formats.Images;

namespace Tsumugi.Torch.Tokens.Images;

/// <param name="Side">Pixels of the square that every image is brought to.</param>
/// <param name="Patch">Pixels of a patch's side; divides <paramref name="Side"/>.</param>
/// <param name="Channels">Samples of a pixel.</param>
public sealed record PatchShape(int Side, int Patch, int Channels)
{
    /// <summary>Mean of each channel over the training images, from 0 (black) to 1 (white), and its standard deviation; null where pixels stay as they are.</summary>
    public IReadOnlyList<double>? Means { get; init; }

    public IReadOnlyList<double>? Deviations { get; init; }

    internal int Patches => Side / Patch * (Side / Patch);

    /// <returns>The same with what brings the images' pixels to mean 0 and deviation 1.</returns>
    /// <exception cref="UnreadableItemException">An image has another number of channels.</exception>
    public PatchShape Normalised(IEnumerable<PixelPlane> images)
    {
        var (sums, squares, pixels) = (new double[Channels], new double[Channels], 0L);
        foreach (var image in images)
        {
            var plane = Fit(image);
            pixels += plane.Samples.Length / Channels;
            for (var i = 0; i < plane.Samples.Length; i++)
            {
                var sample = plane.Samples[i] / (double)plane.White;
                sums[i % Channels] += sample;
                squares[i % Channels] += sample * sample;
            }
        }

        double[] means = [.. sums.Select(sum => sum / pixels)];

        // A channel of one brightness has no deviation; 1/255 is a step of 8 bits.
        double[] deviations = [.. squares.Zip(means, (square, mean) => Math.Max(1.0 / 255, Math.Sqrt(Math.Max(0, square / pixels - mean * mean))))];
        return this with { Means = means, Deviations = deviations };
    }

    /// <returns>The image in the shape's size.</returns>
    /// <exception cref="UnreadableItemException">It has another number of channels.</exception>
    internal PixelPlane Fit(PixelPlane image) => image.Channels == Channels
        ? image.Resize(Side, Side)
        : throw new UnreadableItemException($"The image has {image.Channels} channels, where the model takes {Channels}; choose or convert its channels.");

    /// <exception cref="InvalidDataException">No image can be cut so.</exception>
    internal PatchShape Checked() => Side is > 0 and <= 1 << 14 && Patch > 0 && Side % Patch == 0 && Channels > 0
        && (Means?.Count ?? Channels) == Channels && (Deviations?.Count ?? Channels) == Channels && (Deviations?.All(deviation => deviation > 0) ?? true)
        ? this
        : throw new InvalidDataException($"Patches of {Patch} do not fill a side of {Side} pixels with {Channels} channels, or means and deviations are not those of as many channels.");
}
