using Tsumugi.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>Stored parameters as tensors of libtorch.</summary>
public static class StoredTensors
{
    /// <summary>A span reaches over 2 GB at most; a tensor may be larger.</summary>
    private const long BlockElements = 64 << 20;

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

    /// <summary>A tensor to be written as float32; its numbers are fetched only then.</summary>
    public static TensorSource ToWrite(this Tensor tensor, string name) =>
        new(name, TensorType.F32, tensor.shape, sizeof(float) * tensor.numel(), file => WriteFloats(tensor, file));

    /// <summary>A matrix to be written with rows and columns exchanged.</summary>
    public static TensorSource ToWriteTurnedOver(this Tensor matrix, string name) => matrix.ToWrite(name) with
    {
        Shape = [matrix.shape[1], matrix.shape[0]],
        WriteTo = file =>
        {
            using var scope = NewDisposeScope();
            WriteFloats(matrix.detach().t(), file);
        },
    };

    /// <returns>The elements row-major, converted to single precision; at most 2³¹.</returns>
    /// <inheritdoc cref="Read"/>
    public static float[] ReadFloats(this IParameterSource source, string parameter)
    {
        using var scope = NewDisposeScope();
        return source.Read(parameter).to_type(ScalarType.Float32).data<float>().ToArray();
    }

    private static void WriteFloats(Tensor tensor, Stream file)
    {
        using var scope = NewDisposeScope();
        var elements = tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().flatten();
        for (var at = 0L; at < elements.shape[0]; at += BlockElements)
        {
            using var part = elements.narrow(0, at, Math.Min(BlockElements, elements.shape[0] - at));
            file.Write(part.bytes);
        }
    }
}
