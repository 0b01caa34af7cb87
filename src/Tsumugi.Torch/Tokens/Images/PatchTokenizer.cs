using Tsumugi.Formats.Images;

namespace Tsumugi.Torch.Tokens.Images;

/// <summary>An image as square patches (Dosovitskiy et al. 2021): every patch has the same id, and its pixels stand beside it.</summary>
/// <param name="shape">Everything that decides the patches; kept with the model.</param>
public sealed class PatchTokenizer(PatchShape shape) : ITokenizer<PixelPlane>
{
    private const int Patch = SpecialTokens.Count;

    public string View => "image";

    /// <summary>The five special tokens, and the one that stands for a patch.</summary>
    public int VocabularySize => Patch + 1;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    /// <summary>No id can be put in place of a patch.</summary>
    public int FirstOrdinary => VocabularySize;

    public int EndOrdinary => VocabularySize;

    public PatchShape Shape { get; } = shape.Checked();

    public static PatchTokenizer Load(string folder) => new(VocabularyFolder.Read<PatchShape>(folder));

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, Shape);

    /// <summary>The image is brought to the shape's size first. Patches that are too many are left out from the end.</summary>
    /// <exception cref="UnreadableItemException">It has another number of channels.</exception>
    public TokenizedItem Tokenize(PixelPlane item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Channels != Shape.Channels)
            throw new UnreadableItemException($"The image has {item.Channels} channels, where the model takes {Shape.Channels}; choose or convert its channels.");
        var image = item.Resize(Shape.Side, Shape.Side);
        var grid = Shape.Side / Shape.Patch;
        var count = Math.Min(grid * grid, Math.Max(0, maxTokens - 2));
        var length = Shape.Patch * Shape.Patch * Shape.Channels;
        var patches = new ImagePatches(new float[count * length], new int[count], new int[count]);
        for (var at = 0; at < count; at++)
        {
            (patches.Rows[at], patches.Columns[at]) = (at / grid, at % grid);
            Copy(image, patches.Rows[at], patches.Columns[at], patches.Pixels.AsSpan(at * length, length));
        }

        coverage?.Known(count);
        int[] ids = [.. Enumerable.Repeat(Patch, count)];
        return new(SpecialTokens.Enclose(ids, maxTokens)) { Patches = patches };
    }

    private void Copy(PixelPlane image, int row, int column, Span<float> pixels)
    {
        var width = Shape.Patch * Shape.Channels;
        for (var y = 0; y < Shape.Patch; y++)
        {
            var from = image.Samples.AsSpan(((row * Shape.Patch + y) * image.Width + column * Shape.Patch) * Shape.Channels, width);
            for (var i = 0; i < width; i++)
                pixels[y * width + i] = from[i] / (float)image.White;
        }
    }
}

/// <param name="Side">Pixels of the square that every image is brought to.</param>
/// <param name="Patch">Pixels of a patch's side; divides <paramref name="Side"/>.</param>
/// <param name="Channels">Samples of a pixel.</param>
public sealed record PatchShape(int Side, int Patch, int Channels)
{
    internal PatchShape Checked() => Side is > 0 and <= 1 << 14 && Patch > 0 && Side % Patch == 0 && Channels > 0
        ? this
        : throw new ArgumentException($"Patches of {Patch} do not fill a side of {Side} pixels with {Channels} channels.");
}
