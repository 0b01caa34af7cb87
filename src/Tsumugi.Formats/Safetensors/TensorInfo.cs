namespace Tsumugi.Formats.Safetensors;

/// <summary>A tensor as the header describes it; row-major, little-endian.</summary>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
public sealed record TensorInfo(string Name, TensorType Type, long[] Shape, long Start, long End)
{
    /// <summary>Where the header describes it, counted from the file's first byte.</summary>
    internal long HeaderByte { get; init; }

    public long ByteLength => End - Start;

    public long ElementCount => (long)((Int128)ByteLength * 8 / Type.Bits());
}
