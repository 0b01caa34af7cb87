namespace Tsumugi.Formats.Safetensors;

#pragma warning disable CA1707 // The names are the format's own and are read and written by name.
/// <summary>The element types of the format, under its own names, from narrow to wide.</summary>
public enum TensorType
{
    F4,
    F6_E2M3, F6_E3M2,
    BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ,
    I16, U16, F16, BF16,
    I32, U32, F32,
    C64, F64, I64, U64,
}
#pragma warning restore CA1707

public static class TensorTypes
{
    /// <summary>Bits of one element; those of less than eight are packed without a gap.</summary>
    public static int Bits(this TensorType type) => type switch
    {
        TensorType.F4 => 4,
        <= TensorType.F6_E3M2 => 6,
        <= TensorType.F8_E5M2FNUZ => 8,
        <= TensorType.BF16 => 16,
        <= TensorType.F32 => 32,
        _ => 64,
    };

    /// <summary>Bytes of one element.</summary>
    /// <exception cref="NotSupportedException">An element takes less than a byte.</exception>
    public static int Size(this TensorType type) => type >= TensorType.BOOL
        ? type.Bits() / 8
        : throw new NotSupportedException($"An element of {type} has {type.Bits()} bits.");

    /// <summary>Elements of a shape; one for the empty shape of a scalar. Null when the product passes 2⁶³.</summary>
    public static long? Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            if (length < 0 || Math.BigMul(count, length, out var low) != 0 || low < 0)
                return null;
            count = low;
        }
        return count;
    }

    /// <summary>Bytes of a tensor; null when they pass 2⁶³ or do not come out whole.</summary>
    public static long? ByteLength(this TensorType type, long count)
    {
        var bits = (Int128)count * type.Bits();
        return bits % 8 == 0 && bits / 8 <= long.MaxValue ? (long)(bits / 8) : null;
    }
}
