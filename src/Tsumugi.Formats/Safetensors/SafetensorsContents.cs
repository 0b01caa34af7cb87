namespace Tsumugi.Formats.Safetensors;

/// <summary>What the header of a safetensors file says, read from any stream that seeks; nothing but the header is read.</summary>
/// <param name="Tensors">In the order of their bytes.</param>
/// <param name="DataStart">Where the header ends.</param>
public sealed record SafetensorsContents(IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    /// <summary>Elements of all tensors together.</summary>
    public Int128 Parameters => Tensors.Aggregate(Int128.Zero, (sum, tensor) => sum + tensor.ElementCount);

    /// <param name="name">The file's name in messages.</param>
    /// <exception cref="InvalidFileException">The file breaks a rule of the format.</exception>
    public static SafetensorsContents Read(string name, Stream file)
    {
        var table = SafetensorsTable.Read(name, file.Length, (position, destination) =>
        {
            file.Position = position;
            return file.Read(destination);
        });
        return new([.. table.Tensors.Values.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.End).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)], table.Metadata, table.DataStart);
    }
}
