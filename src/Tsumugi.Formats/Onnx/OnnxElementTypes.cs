using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Onnx;

/// <summary>The element types that both formats have, under ONNX's numbers (<c>TensorProto.DataType</c>).</summary>
public static class OnnxElementTypes
{
    private static readonly Dictionary<TensorType, int> Numbers = new()
    {
        [TensorType.F32] = 1,
        [TensorType.U8] = 2,
        [TensorType.I8] = 3,
        [TensorType.U16] = 4,
        [TensorType.I16] = 5,
        [TensorType.I32] = 6,
        [TensorType.I64] = 7,
        [TensorType.BOOL] = 9,
        [TensorType.F16] = 10,
        [TensorType.F64] = 11,
        [TensorType.U32] = 12,
        [TensorType.U64] = 13,
        [TensorType.BF16] = 16,
    };

    private static readonly Dictionary<int, TensorType> Types = Numbers.ToDictionary(row => row.Value, row => row.Key);

    /// <exception cref="NotSupportedException">ONNX has it not, or it is not used here.</exception>
    public static int Number(this TensorType type) =>
        Numbers.TryGetValue(type, out var number) ? number : throw new NotSupportedException($"Tensors of {type} are not written as ONNX.");

    /// <summary>Null for texts, complex numbers and types of less than a byte.</summary>
    public static TensorType? Type(int number) => Types.TryGetValue(number, out var type) ? type : null;
}
