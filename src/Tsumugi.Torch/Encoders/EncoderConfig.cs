using System.Text.Json.Serialization;

namespace Tsumugi.Torch.Encoders;

/// <summary>Everything that decides an encoder's shape; kept in <c>config.json</c>.</summary>
public sealed record EncoderConfig
{
    /// <summary>What it reads: <c>protein</c>, <c>cell</c> …</summary>
    public required string View { get; init; }

    public required int Vocabulary { get; init; }

    public required int Padding { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Longer items were cut in training, and are cut in use.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Width between the two maps of a feed-forward layer; 0 stands for four times <see cref="Width"/>.</summary>
    public int FeedWidth { get; init; }

    public Positions Positions { get; init; }

    /// <summary>Numbers beside each token, added to its embedding through one map; 0 where tokens are all.</summary>
    public int Numbers { get; init; }

    /// <summary>A time stands beside each token, and is added to its embedding as waves of it.</summary>
    public bool Times { get; init; }

    public Activation Activation { get; init; }

    /// <summary>A token sees only itself and those before it.</summary>
    public bool Causal { get; init; }

    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>A norm right after the embedding.</summary>
    public bool EmbeddingNorm { get; init; }

    /// <summary>A norm after the last block.</summary>
    public bool FinalNorm { get; init; } = true;

    /// <summary>The token that hides another; null where there is none.</summary>
    public int? Mask { get; init; }

    /// <summary>ESM-2's token dropout: hidden tokens are embedded as nothing and the others are scaled up in their place.</summary>
    public bool TokenDropout { get; init; }

    [JsonIgnore]
    public int InnerWidth => FeedWidth > 0 ? FeedWidth : 4 * Width;

    /// <returns>Everything that is wrong with it; nothing when an encoder can be made of it.</returns>
    public IEnumerable<string> Faults()
    {
        if (Vocabulary < 1 || Width < 1 || Heads < 1 || MaxTokens < 1 || Layers < 0 || FeedWidth < 0 || Numbers < 0)
            yield return "a width, a number of heads or tokens is not positive, or a number of layers or of numbers beside a token is negative";
        else if (Width % (Positions == Encoders.Positions.Rotary ? 2 * Heads : Heads) != 0)
            yield return $"the width {Width} is not a multiple of {(Positions == Encoders.Positions.Rotary ? "twice " : "")}the {Heads} heads";
        if (Padding < 0 || Padding >= Vocabulary || Mask < 0 || Mask >= Vocabulary)
            yield return $"the token that pads or hides is none of the {Vocabulary} tokens";
    }
}

/// <summary>How tokens know where they stand.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Positions>))]
public enum Positions
{
    /// <summary>Queries and keys turn with their place (Su et al. 2021).</summary>
    [JsonStringEnumMemberName("rotary")]
    Rotary,

    /// <summary>A vector for each place is added to the embedding.</summary>
    [JsonStringEnumMemberName("learned")]
    Learned,

    /// <summary>Items are sets, such as the genes of a cell.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>What stands between the two maps of a feed-forward layer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Activation>))]
public enum Activation
{
    [JsonStringEnumMemberName("gelu")]
    Gelu,

    /// <summary>Shazeer 2020; the first map is twice as wide, gate first.</summary>
    [JsonStringEnumMemberName("swiglu")]
    SwiGlu,
}
