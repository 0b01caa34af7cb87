namespace Tsumugi.Formats.Safetensors;

/// <summary>The rules on offsets: each tensor as long as its shape says, one after the other, no hole, no overlap,
/// nothing left over.</summary>
internal static class SafetensorsLayout
{
    public static void Check(string file, IEnumerable<TensorInfo> tensors, long dataStart, long dataLength)
    {
        var expected = 0L;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.End))
        {
            CheckLength(file, tensor);
            if (tensor.Start != expected)
                throw SafetensorsFault.At(file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                    tensor.Start > expected
                        ? $"There is a hole: data end at {expected} and the tensor begins at {tensor.Start}."
                        : $"The tensor begins at {tensor.Start} and overlaps the one that ends at {expected}.");
            if (tensor.End > dataLength)
                throw SafetensorsFault.At(file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                    $"The tensor ends at {tensor.End}, but the file holds {dataLength} bytes of data.");
            expected = tensor.End;
        }
        if (expected != dataLength)
            throw SafetensorsFault.At(file, dataStart + expected, "data", $"{dataLength - expected} bytes after the last tensor belong to none.");
    }

    private static void CheckLength(string file, TensorInfo tensor)
    {
        if (tensor.End < tensor.Start)
            throw SafetensorsFault.At(file, tensor.HeaderByte, $"{tensor.Name}.data_offsets", $"The end {tensor.End} lies before the start {tensor.Start}.");
        if (TensorTypes.Count(tensor.Shape) is not { } count || count > long.MaxValue / tensor.Type.Size())
            throw SafetensorsFault.At(file, tensor.HeaderByte, $"{tensor.Name}.shape", "The product of the shape passes 2⁶³.");
        if (count * tensor.Type.Size() != tensor.ByteLength)
            throw SafetensorsFault.At(file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                $"{count} elements of {tensor.Type} are {count * tensor.Type.Size()} bytes, but the offsets span {tensor.ByteLength}.");
    }
}
