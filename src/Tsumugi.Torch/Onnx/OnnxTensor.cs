using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Torch.Onnx;

/// <summary>Numbers that go into a model or come out of it.</summary>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Bytes">The elements, row-major, little-endian.</param>
public sealed record OnnxTensor(TensorType Type, long[] Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <exception cref="NotSupportedException">No element type is stored as <typeparamref name="T"/>.</exception>
    public static OnnxTensor Of<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged =>
        new(TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public T[] Values<T>() where T : unmanaged => TypeOf<T>() == Type
        ? MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray()
        : throw new InvalidOperationException($"The elements are {Type}, not {TypeOf<T>()}.");

    private static TensorType TypeOf<T>() where T : unmanaged => default(T) switch
    {
        float => TensorType.F32,
        double => TensorType.F64,
        Half => TensorType.F16,
        long => TensorType.I64,
        int => TensorType.I32,
        short => TensorType.I16,
        sbyte => TensorType.I8,
        ulong => TensorType.U64,
        uint => TensorType.U32,
        ushort => TensorType.U16,
        byte => TensorType.U8,
        bool => TensorType.BOOL,
        _ => throw new NotSupportedException($"{typeof(T).Name} is no type of elements."),
    };
}
