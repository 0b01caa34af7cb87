using System.Buffers;
using System.Buffers.Binary;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Turns little-endian floating-point numbers of any width into single precision.</summary>
internal static class FloatDecoder
{
    private const int ChunkBytes = 64 << 10;

    /// <param name="read">Fills a span from an offset within the tensor.</param>
    public static void Decode(TensorType type, Span<float> destination, Action<long, Span<byte>> read)
    {
        if (type is not (TensorType.F16 or TensorType.BF16 or TensorType.F32 or TensorType.F64))
            throw new NotSupportedException($"A tensor of {type} is not read as floating-point numbers; read its bytes.");
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var offset = 0L;
            while (destination.Length > 0)
            {
                var count = Math.Min(destination.Length, ChunkBytes / type.Size());
                var bytes = buffer.AsSpan(0, count * type.Size());
                read(offset, bytes);
                DecodeChunk(type, bytes, destination[..count]);
                offset += bytes.Length;
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void DecodeChunk(TensorType type, ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        switch (type)
        {
            case TensorType.F32:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case TensorType.F16:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case TensorType.BF16:
                // The upper half of a single-precision number.
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) << 16);
                break;
            default:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }
}
