using System.Buffers.Binary;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Turns little-endian elements of any type that stands for one number into double precision.</summary>
internal static class NumberDecoder
{
    private static readonly double[] E5M2 = Table(exponentBits: 5, bias: 15, Specials.Infinite);
    private static readonly double[] E4M3 = Table(exponentBits: 4, bias: 7, Specials.NaN);
    private static readonly double[] E5M2Fnuz = Table(exponentBits: 5, bias: 16, Specials.NegativeZero);
    private static readonly double[] E4M3Fnuz = Table(exponentBits: 4, bias: 8, Specials.NegativeZero);

    /// <summary>What the codes that are no numbers stand for.</summary>
    private enum Specials
    {
        /// <summary>The highest exponent is infinity and NaN, as in IEEE 754.</summary>
        Infinite,

        /// <summary>NaN only where all bits are set.</summary>
        NaN,

        /// <summary>NaN is what would be -0; neither infinity nor -0.</summary>
        NegativeZero,
    }

    /// <exception cref="NotSupportedException">Elements of this type are no single numbers of whole bytes.</exception>
    public static void Check(TensorType type)
    {
        if (type is TensorType.C64 or TensorType.F8_E8M0 || type < TensorType.BOOL)
            throw new NotSupportedException($"Elements of the type {type} are no single numbers.");
    }

    /// <summary>All values of an 8-bit floating-point type by their code; null for other types.</summary>
    public static ReadOnlySpan<double> Codes(TensorType type) => type switch
    {
        TensorType.F8_E5M2 => E5M2,
        TensorType.F8_E4M3 => E4M3,
        TensorType.F8_E5M2FNUZ => E5M2Fnuz,
        TensorType.F8_E4M3FNUZ => E4M3Fnuz,
        _ => default,
    };

    public static void Decode(TensorType type, ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        var size = type.Size();
        var count = bytes.Length / size;
        for (var i = 0; i < count; i++)
        {
            var at = bytes[(i * size)..];
            numbers[i] = type switch
            {
                TensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(at),

                // The upper half of a single-precision number.
                TensorType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(at) << 16),
                TensorType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                TensorType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
                TensorType.F8_E5M2 => E5M2[at[0]],
                TensorType.F8_E4M3 => E4M3[at[0]],
                TensorType.F8_E5M2FNUZ => E5M2Fnuz[at[0]],
                TensorType.F8_E4M3FNUZ => E4M3Fnuz[at[0]],
                TensorType.BOOL or TensorType.U8 => at[0],
                TensorType.I8 => (sbyte)at[0],
                TensorType.I16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                TensorType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                TensorType.I32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                TensorType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                TensorType.I64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                TensorType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
                _ => throw new NotSupportedException($"Elements of the type {type} are no single numbers."),
            };
        }
    }

    /// <summary>All 256 values of an 8-bit format ("FP8 Formats for Deep Learning", 2022; FNUZ: "8-bit Numerical Formats for Deep Neural Networks", 2022).</summary>
    private static double[] Table(int exponentBits, int bias, Specials specials)
    {
        var mantissaBits = 7 - exponentBits;
        var (most, scale) = ((1 << exponentBits) - 1, 1 << mantissaBits);
        var table = new double[256];
        for (var code = 0; code < 256; code++)
        {
            var (exponent, mantissa) = ((code >> mantissaBits) & most, code & (scale - 1));
            var value = exponent == 0
                ? Math.ScaleB((double)mantissa / scale, 1 - bias)
                : Math.ScaleB(1 + ((double)mantissa / scale), exponent - bias);
            if (exponent == most && specials == Specials.Infinite)
                value = mantissa == 0 ? double.PositiveInfinity : double.NaN;
            else if (exponent == most && mantissa == scale - 1 && specials == Specials.NaN)
                value = double.NaN;
            table[code] = code < 128 ? value : -value;
        }

        if (specials == Specials.NegativeZero)
            table[128] = double.NaN;
        return table;
    }
}
