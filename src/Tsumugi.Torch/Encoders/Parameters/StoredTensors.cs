using Tsumugi.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>Stored parameters as tensors of libtorch.</summary>
public static class StoredTensors
{
    /// <summary>The element type of libtorch; null for those that stand for no single number, or that it lacks.</summary>
    public static ScalarType? Scalar(this TensorType type) => type switch
    {
        TensorType.F64 => ScalarType.Float64,
        TensorType.F32 => ScalarType.Float32,
        TensorType.F16 => ScalarType.Float16,
        TensorType.BF16 => ScalarType.BFloat16,
        TensorType.I64 => ScalarType.Int64,
        TensorType.I32 => ScalarType.Int32,
        TensorType.I16 => ScalarType.Int16,
        TensorType.I8 => ScalarType.Int8,
        TensorType.U8 => ScalarType.Byte,
        TensorType.BOOL => ScalarType.Bool,
        _ => null,
    };

    /// <returns>A new tensor of the stored type and shape, on the CPU; the caller's to dispose.</returns>
    /// <exception cref="NotSupportedException">Its type is none that libtorch computes with.</exception>
    public static Tensor Read(this IParameterSource source, string parameter)
    {
        var stored = source.Parameters[parameter];
        var type = stored.Type.Scalar() ?? throw new NotSupportedException($"{source.Name}: {parameter} is {stored.Type}, which is not read.");
        var tensor = empty(stored.Shape, type);
        try
        {
            using var elements = new ElementStream(tensor);
            source.CopyTo(parameter, elements);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <returns>The elements row-major, converted to single precision; at most 2³¹.</returns>
    /// <inheritdoc cref="Read"/>
    public static float[] ReadFloats(this IParameterSource source, string parameter)
    {
        using var scope = NewDisposeScope();
        return source.Read(parameter).to_type(ScalarType.Float32).data<float>().ToArray();
    }
}
