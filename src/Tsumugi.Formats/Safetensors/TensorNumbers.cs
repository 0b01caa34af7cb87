using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Elements of the format's types as double-precision numbers, and back.</summary>
public static class TensorNumbers
{
    /// <summary>True for floating-point types whose elements are numbers of their own: F64, F32, F16, BF16 and F8 but E8M0.</summary>
    public static bool IsFloat(this TensorType type) => type is TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16
        or TensorType.F8_E5M2 or TensorType.F8_E4M3 or TensorType.F8_E5M2FNUZ or TensorType.F8_E4M3FNUZ;

    /// <param name="bytes">Whole elements, little-endian.</param>
    /// <param name="numbers">As long as there are elements.</param>
    /// <exception cref="NotSupportedException">Elements of this type are no single numbers of whole bytes.</exception>
    public static void Decode(TensorType type, ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        switch (type)
        {
            case TensorType.F64 when BitConverter.IsLittleEndian:
                bytes.CopyTo(MemoryMarshal.AsBytes(numbers));
                break;
            case TensorType.F32 when BitConverter.IsLittleEndian:
                Widen(MemoryMarshal.Cast<byte, float>(bytes), numbers);
                break;
            case TensorType.BF16 when BitConverter.IsLittleEndian:
                WidenBrain(MemoryMarshal.Cast<byte, ushort>(bytes), numbers);
                break;
            default:
                NumberDecoder.Check(type);
                NumberDecoder.Decode(type, bytes, numbers);
                break;
        }
    }

    /// <summary>Rounds to the nearest number of the type, of two equally near ones to that with an even last bit. What is too large becomes
    /// infinite, or NaN in types without infinity.</summary>
    /// <inheritdoc cref="Decode"/>
    public static void Encode(TensorType type, ReadOnlySpan<double> numbers, Span<byte> bytes) => NumberEncoder.Encode(type, numbers, bytes);

    /// <summary>Each number as it would come back after it was written in this type.</summary>
    public static void Round(TensorType type, Span<double> numbers)
    {
        if (type == TensorType.F64)
            return;
        Span<byte> bytes = stackalloc byte[8 * 64];
        while (numbers.Length > 0)
        {
            var some = numbers[..Math.Min(64, numbers.Length)];
            var encoded = bytes[..(some.Length * type.Size())];
            Encode(type, some, encoded);
            Decode(type, encoded, some);
            numbers = numbers[some.Length..];
        }
    }

    private static void Widen(ReadOnlySpan<float> floats, Span<double> numbers)
    {
        var i = 0;
        for (; i + 8 <= floats.Length; i += 8)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(floats.Slice(i, 8)));
            lower.CopyTo(numbers[i..]);
            upper.CopyTo(numbers[(i + 4)..]);
        }

        for (; i < floats.Length; i++)
            numbers[i] = floats[i];
    }

    /// <summary>A BF16 number is the upper half of a single-precision one.</summary>
    private static void WidenBrain(ReadOnlySpan<ushort> halves, Span<double> numbers)
    {
        var i = 0;
        for (; i + 8 <= halves.Length; i += 8)
        {
            var (first, second) = Vector128.Widen(Vector128.Create(halves.Slice(i, 8)));
            var singles = Vector256.Create(first << 16, second << 16).AsSingle();
            var (lower, upper) = Vector256.Widen(singles);
            lower.CopyTo(numbers[i..]);
            upper.CopyTo(numbers[(i + 4)..]);
        }

        for (; i < halves.Length; i++)
            numbers[i] = BitConverter.Int32BitsToSingle(halves[i] << 16);
    }
}
