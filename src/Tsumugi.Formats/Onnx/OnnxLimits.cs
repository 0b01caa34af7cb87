namespace Tsumugi.Formats.Onnx;

/// <summary>What of a model is taken at most.</summary>
public sealed record OnnxLimits
{
    /// <summary>Bytes of the model and of the files that hold its tensors, together.</summary>
    public long MostBytes { get; init; } = 64L << 30;

    /// <summary>Graphs within graphs, as in the branches of a condition.</summary>
    public int MostDepth { get; init; } = 32;

    /// <summary>Different operators; the standard has about two hundred.</summary>
    public int MostOperators { get; init; } = 10_000;
}
