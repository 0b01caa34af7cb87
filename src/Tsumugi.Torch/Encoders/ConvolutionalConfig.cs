namespace Tsumugi.Torch.Encoders;

/// <summary>Everything that decides the shape of a <see cref="ConvolutionalEncoder"/>.</summary>
public sealed record ConvolutionalConfig
{
    public required int Vocabulary { get; init; }

    public required int Padding { get; init; }

    public required int Width { get; init; }

    /// <summary>Width within a block, where tokens are mixed.</summary>
    public required int InnerWidth { get; init; }

    public required int Layers { get; init; }

    /// <summary>Tokens that one convolution sees; odd, so that as many lie before as behind.</summary>
    public required int Kernel { get; init; }

    /// <summary>Layers look 1, 2, 4 … tokens apart, and begin again after so many.</summary>
    public int Dilations { get; init; } = 1;

    /// <summary>Spacing of what the layer looks at, in tokens.</summary>
    /// <param name="layer">From 0.</param>
    public int Dilation(int layer) => 1 << (layer % Dilations);

    /// <summary>Tokens that the widest layer looks at on either side.</summary>
    public int Reach => (Kernel - 1) / 2 * (1 << (Math.Min(Dilations, Layers) - 1));
}
