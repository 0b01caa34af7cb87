using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Torch;

/// <summary>A tensor of a checkpoint: a view on a storage, which it may share with others.</summary>
/// <param name="Storage">The storage's name in the file.</param>
/// <param name="Offset">First element, counted from the storage's first.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
public sealed record TorchTensor(string Name, TensorType Type, string Storage, long Offset, long[] Shape, long[] Strides)
{
    public long ByteLength => Type.ByteLength(TensorTypes.Count(Shape)!.Value)!.Value;

    /// <summary>Elements of the storage from its first to its last; only of a tensor that has any.</summary>
    internal long Reach => Shape.Select((length, i) => (length - 1) * Strides[i]).Sum() + 1;

    /// <summary>Whether its elements lie row-major without a gap.</summary>
    public bool IsContiguous
    {
        get
        {
            if (Shape.Contains(0))
                return true;
            var expected = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>Whether both are the same numbers of the same storage, as tied weights are.</summary>
    public bool IsTiedTo(TorchTensor other) =>
        Storage == other.Storage && Type == other.Type && Offset == other.Offset && Shape.AsSpan().SequenceEqual(other.Shape) && Strides.AsSpan().SequenceEqual(other.Strides);
}
