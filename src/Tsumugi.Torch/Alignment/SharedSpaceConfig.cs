using System.Text.Json;
using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Alignment;

/// <summary>What a connected model is made of; its <c>config.json</c>.</summary>
public sealed record SharedSpaceConfig
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Width of the shared space.</summary>
    public required int Width { get; init; }

    /// <summary>Longest run of tokens that is a feature of its own.</summary>
    public required int NGrams { get; init; }

    /// <summary>Rows that n-grams are hashed into, for each view.</summary>
    public required int Buckets { get; init; }

    public required IReadOnlyList<EncoderConfig> Encoders { get; init; }

    /// <summary>Pairs of views that were trained on; any other direction emerges from the integration.</summary>
    public required IReadOnlyList<string[]> TrainedPairs { get; init; }

    /// <summary>View → node of the encoder that it began from.</summary>
    public required IReadOnlyDictionary<string, string> Parents { get; init; }

    /// <summary>Node of the genes that the index was made of.</summary>
    public required string Dataset { get; init; }
}
