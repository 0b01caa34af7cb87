namespace Tsumugi.Formats.Safetensors;

/// <summary>A tensor to be written, whose bytes come only then.</summary>
/// <param name="ByteLength">What <paramref name="WriteTo"/> writes: the elements, row-major, little-endian.</param>
public sealed record TensorSource(string Name, TensorType Type, long[] Shape, long ByteLength, Action<Stream> WriteTo);
