using System.Buffers.Binary;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Onnx;

/// <summary>A graph of operators as it is put together, in the order in which they run.</summary>
public sealed class OnnxGraph(string name)
{
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<TensorSource> _tensors = [];

    public string Name => name;

    public IReadOnlyList<OnnxValue> Inputs => _inputs;

    public IReadOnlyList<OnnxValue> Outputs => _outputs;

    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    public IReadOnlyList<TensorSource> Tensors => _tensors;

    public string Input(string input, TensorType type, params OnnxLength[] shape)
    {
        _inputs.Add(new(input, type, shape));
        return input;
    }

    public void Output(string output, TensorType type, params OnnxLength[] shape) => _outputs.Add(new(output, type, shape));

    /// <returns>The tensor's name.</returns>
    public string Tensor(TensorSource tensor)
    {
        _tensors.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A list of whole numbers, [count]; a scalar where <paramref name="scalar"/> is set.</summary>
    public string Integers(string tensor, bool scalar, params long[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        return Tensor(new(tensor, TensorType.I64, scalar ? [] : [values.Length], bytes.Length, file => file.Write(bytes)));
    }

    public string Floats(string tensor, long[] shape, params float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return Tensor(new(tensor, TensorType.F32, shape, bytes.Length, file => file.Write(bytes)));
    }

    /// <summary>Adds an operator of the standard set.</summary>
    /// <param name="output">The name of its result, and its own.</param>
    public string Node(string operation, string output, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new(operation, inputs, [output], attributes));
        return output;
    }

    /// <inheritdoc cref="Node(string, string, IReadOnlyList{string}, OnnxAttribute[])"/>
    public IReadOnlyList<string> Node(string operation, IReadOnlyList<string> outputs, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new(operation, inputs, outputs, attributes));
        return outputs;
    }
}

/// <summary>What goes into a graph or comes out of it.</summary>
public sealed record OnnxValue(string Name, TensorType Type, IReadOnlyList<OnnxLength> Shape);

/// <summary>The length of one dimension: a number, or a name for whatever it is at each run.</summary>
public readonly record struct OnnxLength(long Number, string? Name)
{
    public static implicit operator OnnxLength(long number) => new(number, null);

    public static implicit operator OnnxLength(string name) => new(0, name);

    public static OnnxLength FromInt64(long number) => number;

    public static OnnxLength FromString(string name) => name;

    public override string ToString() => Name ?? $"{Number}";
}

public sealed record OnnxNode(string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A setting of an operator: one of the three is given.</summary>
public sealed record OnnxAttribute(string Name)
{
    public long? Whole { get; init; }

    public float? Real { get; init; }

    public IReadOnlyList<long>? List { get; init; }

    public static OnnxAttribute Of(string name, long whole) => new(name) { Whole = whole };

    public static OnnxAttribute Of(string name, float real) => new(name) { Real = real };

    public static OnnxAttribute Of(string name, IReadOnlyList<long> list) => new(name) { List = list };
}
