namespace Tsumugi.Formats.Safetensors;

#pragma warning disable CA1707 // The names are the format's own and are read and written by name.
/// <summary>The element types of the format, under its own names, from narrow to wide.</summary>
public enum TensorType
{
    BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0,
    I16, U16, F16, BF16,
    I32, U32, F32,
    C64, F64, I64, U64,
}
#pragma warning restore CA1707

public static class TensorTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        <= TensorType.F8_E8M0 => 1,
        <= TensorType.BF16 => 2,
        <= TensorType.F32 => 4,
        _ => 8,
    };

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
}
