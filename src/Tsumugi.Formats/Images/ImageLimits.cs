namespace Tsumugi.Formats.Images;

/// <summary>How much an image may unfold to; checked before memory is taken.</summary>
public sealed record ImageLimits
{
    public static ImageLimits Default { get; } = new();

    /// <summary>Samples (width × height × channels) of one plane.</summary>
    public long MaxSamples { get; init; } = 1L << 27;

    /// <summary>Planes of one file.</summary>
    public int MaxPlanes { get; init; } = 1 << 16;

    /// <exception cref="InvalidFileException">The plane is empty or too large.</exception>
    internal void Check(string file, long width, long height, long channels)
    {
        if (width <= 0 || height <= 0 || channels <= 0)
            throw ImageFault.At(file, "size", $"The image is {width} × {height} with {channels} channels.", "An image has a pixel at least.");
        if (width > MaxSamples || height > MaxSamples || channels > ushort.MaxValue || width * height > MaxSamples / channels)
            throw ImageFault.At(file, "size", $"The image is {width} × {height} with {channels} channels; at most {MaxSamples} samples are unpacked.", "Cut it into tiles, or take a smaller level of its pyramid.");
    }
}
