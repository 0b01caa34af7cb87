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
            if (tensor.Start > expected)
                throw SafetensorsFault.At(SafetensorsRule.Hole, file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                    $"There is a hole: data end at {expected} and the tensor begins at {tensor.Start}.");
            if (tensor.Start < expected)
                throw SafetensorsFault.At(SafetensorsRule.Overlap, file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                    $"The tensor begins at {tensor.Start} and overlaps the one that ends at {expected}.");
            if (tensor.End > dataLength)
                throw SafetensorsFault.At(SafetensorsRule.CutOff, file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                    $"The tensor ends at {tensor.End}, but the file holds {dataLength} bytes of data.");
            expected = tensor.End;
        }
        if (expected != dataLength)
            throw SafetensorsFault.At(SafetensorsRule.Trailing, file, dataStart + expected, "data", $"{dataLength - expected} bytes after the last tensor belong to none.");
    }

    private static void CheckLength(string file, TensorInfo tensor)
    {
        if (tensor.End < tensor.Start)
            throw SafetensorsFault.At(SafetensorsRule.Span, file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                $"The end {tensor.End} lies before the start {tensor.Start}.");
        if (TensorTypes.Count(tensor.Shape) is not { } count || (Int128)count * tensor.Type.Bits() / 8 > long.MaxValue)
            throw SafetensorsFault.At(SafetensorsRule.Shape, file, tensor.HeaderByte, $"{tensor.Name}.shape", "The product of the shape passes 2⁶³.");
        if (tensor.Type.ByteLength(count) is not { } length)
            throw SafetensorsFault.At(SafetensorsRule.Shape, file, tensor.HeaderByte, $"{tensor.Name}.shape",
                $"{count} elements of {tensor.Type} do not fill whole bytes.");
        if (length != tensor.ByteLength)
            throw SafetensorsFault.At(SafetensorsRule.Span, file, tensor.HeaderByte, $"{tensor.Name}.data_offsets",
                $"{count} elements of {tensor.Type} are {length} bytes, but the offsets span {tensor.ByteLength}.");
    }
}
