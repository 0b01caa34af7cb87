using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Rounds double-precision numbers, once, to little-endian elements of any floating-point type.</summary>
internal static class NumberEncoder
{
    private static readonly SmallFloats E5M2 = new(NumberDecoder.Codes(TensorType.F8_E5M2));
    private static readonly SmallFloats E4M3 = new(NumberDecoder.Codes(TensorType.F8_E4M3));
    private static readonly SmallFloats E5M2Fnuz = new(NumberDecoder.Codes(TensorType.F8_E5M2FNUZ));
    private static readonly SmallFloats E4M3Fnuz = new(NumberDecoder.Codes(TensorType.F8_E4M3FNUZ));

    public static void Encode(TensorType type, ReadOnlySpan<double> numbers, Span<byte> bytes)
    {
        switch (type)
        {
            case TensorType.F64:
                for (var i = 0; i < numbers.Length; i++)
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes[(8 * i)..], numbers[i]);
                break;
            case TensorType.F32 when BitConverter.IsLittleEndian:
                Narrow(numbers, MemoryMarshal.Cast<byte, float>(bytes));
                break;
            case TensorType.F32:
                for (var i = 0; i < numbers.Length; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], (float)numbers[i]);
                break;
            case TensorType.F16:
                for (var i = 0; i < numbers.Length; i++)
                    BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)numbers[i]);
                break;
            case TensorType.BF16 when BitConverter.IsLittleEndian:
                Brains(numbers, MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case TensorType.BF16:
                for (var i = 0; i < numbers.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], Brain(numbers[i]));
                break;
            default:
                EncodeSmall(Small(type), numbers, bytes);
                break;
        }
    }

    private static SmallFloats Small(TensorType type) => type switch
    {
        TensorType.F8_E5M2 => E5M2,
        TensorType.F8_E4M3 => E4M3,
        TensorType.F8_E5M2FNUZ => E5M2Fnuz,
        TensorType.F8_E4M3FNUZ => E4M3Fnuz,
        _ => throw new NotSupportedException($"Numbers are not written as {type}."),
    };

    private static void EncodeSmall(SmallFloats small, ReadOnlySpan<double> numbers, Span<byte> bytes)
    {
        for (var i = 0; i < numbers.Length; i++)
            bytes[i] = small.Nearest(numbers[i]);
    }

    private static void Narrow(ReadOnlySpan<double> numbers, Span<float> floats)
    {
        var i = 0;
        for (; i + 8 <= numbers.Length; i += 8)
            Vector256.Narrow(Vector256.Create(numbers.Slice(i, 4)), Vector256.Create(numbers.Slice(i + 4, 4))).CopyTo(floats[i..]);
        for (; i < numbers.Length; i++)
            floats[i] = (float)numbers[i];
    }

    /// <summary>As <see cref="Brain"/>, eight at a time.</summary>
    private static void Brains(ReadOnlySpan<double> numbers, Span<ushort> halves)
    {
        var i = 0;
        var (one, half) = (Vector256.Create(1u), Vector256.Create(0x7FFFu));
        for (; i + 8 <= numbers.Length; i += 8)
        {
            var (first, second) = (Vector256.Create(numbers.Slice(i, 4)), Vector256.Create(numbers.Slice(i + 4, 4)));
            var singles = Vector256.Narrow(first, second);
            var (firstBack, secondBack) = Vector256.Widen(Vector256.Abs(singles));
            (first, second) = (Vector256.Abs(first), Vector256.Abs(second));
            var below = Vector256.Narrow(Vector256.GreaterThan(first, firstBack).AsUInt64(), Vector256.GreaterThan(second, secondBack).AsUInt64());
            var above = Vector256.Narrow(Vector256.LessThan(first, firstBack).AsUInt64(), Vector256.LessThan(second, secondBack).AsUInt64());

            // A comparison that holds is all ones, which is -1.
            var bits = singles.AsUInt32();
            var isEven = Vector256.Equals(bits & one, Vector256<uint>.Zero);
            var odd = bits + (((below & one) + above) & isEven);
            var rounded = (odd + half + ((odd >> 16) & one)) >> 16;
            var result = Vector256.ConditionalSelect(Vector256.Equals(singles, singles).AsUInt32(), rounded, (bits >> 16) | Vector256.Create(0x40u));
            Vector128.Narrow(result.GetLower(), result.GetUpper()).CopyTo(halves[i..]);
        }

        for (; i < numbers.Length; i++)
            halves[i] = Brain(numbers[i]);
    }

    /// <summary>Through single precision rounded to odd, so that rounding twice gives what rounding once would (Boldo and Melquiond 2008).</summary>
    private static ushort Brain(double number)
    {
        var single = (float)number;
        if (double.IsNaN(number))
            return (ushort)((BitConverter.SingleToUInt32Bits(single) >> 16) | 0x40);
        var bits = BitConverter.SingleToUInt32Bits(single);
        if (single != number && (bits & 1) == 0)
        {
            // The odd neighbour on the number's side; an infinite single comes from a number beyond all finite ones of either type.
            if (float.IsInfinity(single))
                return (ushort)(bits >> 16);
            bits += Math.Abs(number) > Math.Abs((double)single) ? 1u : uint.MaxValue;
        }

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
