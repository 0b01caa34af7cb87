using System.Globalization;
using Tsumugi.Formats.Safetensors;
using static Tsumugi.Formats.Onnx.OnnxFields;

namespace Tsumugi.Formats.Onnx;

/// <summary>Writes a graph as an ONNX model. Memory does not grow with its tensors, and the same graph gives the same bytes.</summary>
/// <remarks>Format: docs/formats/onnx.md.</remarks>
public static class OnnxWriter
{
    /// <summary>A protocol buffer holds 2 GiB at most; from here on tensors lie in a file of their own beside the model.</summary>
    private const long MostInside = 1L << 30;

    /// <summary>Where one tensor begins there, so that a reader may map it.</summary>
    private const long Alignment = 4096;

    /// <summary>Tensors of fewer bytes stay inside in any case: runtimes look at shapes and indices before they run.</summary>
    private const long LeastOutside = 1024;

    /// <param name="mostInside">Bytes of tensors that the model's own file holds at most.</param>
    public static void Write(string path, OnnxGraph graph, OnnxModelInfo about, long mostInside = MostInside)
    {
        var outside = graph.Tensors.Sum(tensor => tensor.ByteLength) > mostInside
            ? graph.Tensors.Where(tensor => tensor.ByteLength >= LeastOutside).ToList()
            : [];
        var dataFile = $"{Path.GetFileName(path)}.data";
        var places = Places(outside);
        if (outside.Count > 0)
            WholeFile.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, dataFile), file => WriteOutside(file, outside, places));

        // What stands before each tensor's numbers, and whether they follow.
        var tensors = graph.Tensors.Select(tensor => places.TryGetValue(tensor.Name, out var at)
            ? (Head: Described(tensor, dataFile, at), Source: null)
            : (Head: Described(tensor).Begin(Tensor.Raw, tensor.ByteLength), Source: (TensorSource?)tensor)).ToList();
        var shell = Shell(graph);
        var framed = tensors.Select(tensor =>
        {
            var length = tensor.Head.Length + (tensor.Source?.ByteLength ?? 0);
            return (Frame: new WireWriter().Begin(Graph.Initializer, length), length, tensor.Head, tensor.Source);
        }).ToList();
        var model = About(about).Begin(Model.Graph, shell.Length + framed.Sum(tensor => tensor.Frame.Length + tensor.length));
        WholeFile.Write(path, file =>
        {
            model.CopyTo(file);
            shell.CopyTo(file);
            foreach (var (frame, _, head, source) in framed)
            {
                frame.CopyTo(file);
                head.CopyTo(file);
                source?.Write(file);
            }
        });
    }

    private static WireWriter About(OnnxModelInfo about)
    {
        var model = new WireWriter()
            .Integer(Model.IrVersion, about.IrVersion).Text(Model.Producer, about.Producer).Text(Model.ProducerVersion, about.ProducerVersion)
            .Message(Model.OperatorSet, new WireWriter().Text(OperatorSet.Domain, "").Integer(OperatorSet.Version, about.OperatorSet));
        foreach (var (key, value) in about.Metadata.OrderBy(row => row.Key, StringComparer.Ordinal))
            model.Message(Model.Metadata, Pair(key, value));
        return model;
    }

    /// <summary>The graph but for its tensors.</summary>
    private static WireWriter Shell(OnnxGraph graph)
    {
        var shell = new WireWriter().Text(Graph.Name, graph.Name);
        foreach (var node in graph.Nodes)
            shell.Message(Graph.Node, Described(node));
        foreach (var input in graph.Inputs)
            shell.Message(Graph.Input, Described(input));
        foreach (var output in graph.Outputs)
            shell.Message(Graph.Output, Described(output));
        return shell;
    }

    private static WireWriter Described(OnnxNode node)
    {
        var message = new WireWriter();
        foreach (var input in node.Inputs)
            message.Text(Node.Input, input);
        foreach (var output in node.Outputs)
            message.Text(Node.Output, output);
        message.Text(Node.Name, node.Outputs[0]).Text(Node.Operator, node.Operation);
        foreach (var attribute in node.Attributes)
            message.Message(Node.Attribute, Described(attribute));
        return message;
    }

    private static WireWriter Described(OnnxAttribute attribute)
    {
        var message = new WireWriter().Text(OnnxFields.Attribute.Name, attribute.Name);
        if (attribute.Real is { } real)
            return message.Float(OnnxFields.Attribute.Float, real).Integer(OnnxFields.Attribute.Type, OnnxFields.Attribute.FloatType);
        if (attribute.Whole is { } whole)
            return message.Integer(OnnxFields.Attribute.Integer, whole).Integer(OnnxFields.Attribute.Type, OnnxFields.Attribute.IntegerType);
        foreach (var one in attribute.List!)
            message.Integer(OnnxFields.Attribute.Integers, one);
        return message.Integer(OnnxFields.Attribute.Type, OnnxFields.Attribute.IntegersType);
    }

    private static WireWriter Described(OnnxValue value)
    {
        var shape = new WireWriter();
        foreach (var length in value.Shape)
        {
            shape.Message(Value.Dimension, length.Name is { } name
                ? new WireWriter().Text(Value.Parameter, name)
                : new WireWriter().Integer(Value.Length, length.Number));
        }

        var tensor = new WireWriter().Integer(Value.ElementType, value.Type.Number()).Message(Value.Shape, shape);
        return new WireWriter().Text(Value.Name, value.Name).Message(Value.Type, new WireWriter().Message(Value.TensorType, tensor));
    }

    private static WireWriter Described(TensorSource tensor)
    {
        var message = new WireWriter();
        foreach (var length in tensor.Shape)
            message.Integer(Tensor.Dimension, length);
        return message.Integer(Tensor.Type, tensor.Type.Number()).Text(Tensor.Name, tensor.Name);
    }

    private static WireWriter Described(TensorSource tensor, string dataFile, long at) => Described(tensor)
        .Message(Tensor.ExternalData, Pair("location", dataFile))
        .Message(Tensor.ExternalData, Pair("offset", at.ToString(CultureInfo.InvariantCulture)))
        .Message(Tensor.ExternalData, Pair("length", tensor.ByteLength.ToString(CultureInfo.InvariantCulture)))
        .Integer(Tensor.Location, Tensor.External);

    private static WireWriter Pair(string key, string value) => new WireWriter().Text(Entry.Key, key).Text(Entry.Value, value);

    private static Dictionary<string, long> Places(List<TensorSource> tensors)
    {
        var (places, at) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        foreach (var tensor in tensors)
        {
            places[tensor.Name] = at;
            at = (at + tensor.ByteLength + Alignment - 1) / Alignment * Alignment;
        }

        return places;
    }

    private static void WriteOutside(FileStream file, List<TensorSource> tensors, Dictionary<string, long> places)
    {
        foreach (var tensor in tensors)
        {
            file.Position = places[tensor.Name];
            tensor.Write(file);
        }
    }
}

/// <summary>What a model says of itself beside its graph.</summary>
public sealed record OnnxModelInfo
{
    /// <summary>The version of the format; 8 came with operator set 17.</summary>
    public int IrVersion { get; init; } = 8;

    /// <summary>The version of the standard operators.</summary>
    public int OperatorSet { get; init; } = 17;

    public required string Producer { get; init; }

    public required string ProducerVersion { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
