namespace Tsumugi.Client.Jobs;

/// <summary>Asks a serving worker for embeddings: <c>POST /embed</c> on its Unix socket.</summary>
public sealed record EmbedRequest
{
    /// <summary><c>dna</c>, <c>protein</c> or <c>text</c>.</summary>
    public required string View { get; init; }

    public required IReadOnlyList<string> Items { get; init; }
}

/// <summary>Unit-length vectors, one per item, in order.</summary>
public sealed record EmbedResponse
{
    public required int Width { get; init; }

    /// <summary>[item][width]</summary>
    public required IReadOnlyList<float[]> Vectors { get; init; }
}
