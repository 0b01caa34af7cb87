namespace Tsumugi.Worker.Serving;

/// <summary>What one request may ask for, so that it neither fills the memory nor keeps others waiting.</summary>
internal static class InferLimits
{
    public const int MostItems = 1024;

    /// <summary>Letters of one item.</summary>
    public const int MostCharacters = 100_000;

    public const long MostTokens = 131_072;

    /// <summary>Bytes of an answer.</summary>
    public const long MostAnswerBytes = 32 << 20;

    /// <summary>A number of an answer takes up to this many bytes as JSON.</summary>
    public const int BytesOfJsonNumber = 14;
}
