namespace Tsumugi.Formats.Safetensors;

/// <summary>A tensor to be written, whose bytes come only then.</summary>
/// <param name="ByteLength">What <paramref name="WriteTo"/> writes: the elements, row-major, little-endian.</param>
public sealed record TensorSource(string Name, TensorType Type, long[] Shape, long ByteLength, Action<Stream> WriteTo)
{
    /// <exception cref="ArgumentException">It wrote another number of bytes than it said.</exception>
    internal void Write(Stream file)
    {
        var end = file.Position + ByteLength;
        WriteTo(file);
        if (file.Position != end)
            throw new ArgumentException($"Tensor '{Name}' wrote another number of bytes than {ByteLength}.");
    }
}
