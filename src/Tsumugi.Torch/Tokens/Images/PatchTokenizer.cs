using Tsumugi.Formats.Images;

namespace Tsumugi.Torch.Tokens.Images;

/// <summary>An image as square patches, row after row (Dosovitskiy et al. 2021): every patch has the same id, and its pixels stand beside it.</summary>
/// <param name="shape">Everything that decides the patches; kept with the model.</param>
public sealed class PatchTokenizer(PatchShape shape) : ITokenizer<PixelPlane>
{
    private const int Patch = SpecialTokens.Count;

    private readonly (float Mean, float Scale)[] _channels = [.. Enumerable.Range(0, shape.Checked().Channels).Select(channel =>
        ((float)(shape.Means?[channel] ?? 0), (float)(1 / (shape.Deviations?[channel] ?? 1))))];

    public string View => "image";

    /// <summary>The five special tokens, and the one that stands for a patch.</summary>
    public int VocabularySize => Patch + 1;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => Patch;

    public int EndOrdinary => VocabularySize;

    public int Numbers => Shape.Patch * Shape.Patch * Shape.Channels;

    public PatchShape Shape => shape;

    public static PatchTokenizer Load(string folder) => new(VocabularyFolder.Read<PatchShape>(folder));

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, Shape);

    /// <summary>The image is brought to the shape's size first. Patches that are too many are left out from the end.</summary>
    /// <exception cref="UnreadableItemException">It has another number of channels.</exception>
    public TokenizedItem Tokenize(PixelPlane item, int maxTokens, CoverageTally? coverage = null)
    {
        var image = Shape.Fit(item);
        var grid = Shape.Side / Shape.Patch;
        var count = Math.Min(grid * grid, Math.Max(0, maxTokens - 2));
        var numbers = new float[(count + 2) * Numbers];
        for (var at = 0; at < count; at++)
            Copy(image, at / grid, at % grid, numbers.AsSpan((at + 1) * Numbers, Numbers));
        coverage?.Known(count);
        int[] ids = [.. Enumerable.Repeat(Patch, count)];
        return new(SpecialTokens.Enclose(ids, maxTokens)) { Numbers = numbers };
    }

    private void Copy(PixelPlane image, int row, int column, Span<float> pixels)
    {
        var width = Shape.Patch * Shape.Channels;
        for (var y = 0; y < Shape.Patch; y++)
        {
            var from = image.Samples.AsSpan(((row * Shape.Patch + y) * image.Width + column * Shape.Patch) * Shape.Channels, width);
            for (var i = 0; i < width; i++)
            {
                var (mean, scale) = _channels[i % Shape.Channels];
                pixels[y * width + i] = (from[i] / (float)image.White - mean) * scale;
            }
        }
    }
}
