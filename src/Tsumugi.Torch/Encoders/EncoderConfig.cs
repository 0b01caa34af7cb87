namespace Tsumugi.Torch.Encoders;

/// <summary>Everything that decides an encoder's shape; kept in <c>config.json</c>.</summary>
public sealed record EncoderConfig
{
    /// <summary><c>dna</c>, <c>protein</c> or <c>text</c>.</summary>
    public required string View { get; init; }

    public required int Vocabulary { get; init; }

    public required int Padding { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Longer items were cut in training, and are cut in use.</summary>
    public required int MaxTokens { get; init; }
}
