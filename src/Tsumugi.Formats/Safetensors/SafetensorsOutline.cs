namespace Tsumugi.Formats.Safetensors;

/// <summary>Where the bytes of a file to be written will lie, for writers that fill tensors in pieces and in any order.</summary>
/// <param name="Header">The file's first bytes.</param>
/// <param name="Tensors">By name, in the order of their bytes; <see cref="TensorInfo.Start"/> counts from the header's end.</param>
public sealed record SafetensorsOutline(byte[] Header, IReadOnlyDictionary<string, TensorInfo> Tensors)
{
    public long Length => Header.Length + (Tensors.Count == 0 ? 0 : Tensors.Values.Max(tensor => tensor.End));

    /// <summary>The byte of the file where a tensor begins.</summary>
    public long PositionOf(string tensor) => Header.Length + Tensors[tensor].Start;

    /// <remarks>The order is that of <see cref="SafetensorsWriter"/>: the same tensors and metadata give the same header.</remarks>
    /// <exception cref="ArgumentException">A name is taken twice or reserved, or a shape does not fill whole bytes.</exception>
    public static SafetensorsOutline Of(IReadOnlyDictionary<string, string> metadata, IEnumerable<(string Name, TensorType Type, long[] Shape)> tensors)
    {
        var ordered = SafetensorsWriter.Order(tensors.Select(tensor =>
        {
            if (TensorTypes.Count(tensor.Shape) is not { } count || tensor.Type.ByteLength(count) is not { } length)
                throw new ArgumentException($"Tensor '{tensor.Name}': [{string.Join(", ", tensor.Shape)}] of {tensor.Type} does not fill whole bytes.", nameof(tensors));
            return new TensorSource(tensor.Name, tensor.Type, tensor.Shape, length, _ => throw new InvalidOperationException("An outline has no bytes."));
        }));
        var (places, end) = (new Dictionary<string, TensorInfo>(StringComparer.Ordinal), 0L);
        foreach (var tensor in ordered)
            places[tensor.Name] = new(tensor.Name, tensor.Type, tensor.Shape, end, end += tensor.ByteLength);
        return new(SafetensorsWriter.Header(metadata, ordered), places);
    }
}
