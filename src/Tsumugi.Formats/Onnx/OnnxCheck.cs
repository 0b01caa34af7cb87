using static Tsumugi.Formats.Onnx.OnnxFields;

namespace Tsumugi.Formats.Onnx;

/// <summary>Looks through a model that others made before a runtime is given it: nothing but the file and its own folder may be reached.</summary>
/// <remarks>The file is walked through once; memory does not grow with it.</remarks>
public sealed class OnnxCheck
{
    /// <summary>A protocol buffer is no longer than this.</summary>
    private const long MostModel = int.MaxValue;

    /// <summary>Sets of operators that every build of ONNX Runtime brings along; an operator of any other is code from elsewhere.</summary>
    private static readonly HashSet<string> KnownDomains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    private readonly string _name;
    private readonly OnnxLimits _limits;
    private readonly OnnxExternalData _external;
    private readonly WireReader _reader;
    private readonly Dictionary<(string Domain, string Operator), long> _used = [];
    private readonly HashSet<(string Domain, string Operator)> _functions = [];
    private bool _hasGraph;

    private OnnxCheck(FileStream file, string path, OnnxLimits limits)
    {
        (_name, _limits) = (Path.GetFileName(path), limits);
        _external = new(Path.GetDirectoryName(Path.GetFullPath(path))!, _name);
        _reader = new(file, _name);
    }

    /// <exception cref="InvalidFileException">It is no ONNX model, too large, uses operators of others, or names data outside its folder.</exception>
    public static void Run(string path, OnnxLimits? limits = null)
    {
        limits ??= new();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);
        var check = new OnnxCheck(file, path, limits);
        if (file.Length > MostModel)
            throw check.Fault("onnx.size", null, "file", $"It has {file.Length} bytes; a model's own file has at most {MostModel}.", "Export the model with its tensors in a file beside it (external data).");
        check.ReadModel(file.Length);
        check.RefuseUnknownOperators();
        if (file.Length + check._external.Bytes is var together && together > limits.MostBytes)
            throw check.Fault("onnx.size", null, "file", $"With its data it has {together} bytes; at most {limits.MostBytes} are loaded.", "Raise the limit if the model is to be that large.");
    }

    private void ReadModel(long end)
    {
        while (_reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case Model.Graph:
                    _hasGraph = true;
                    ReadGraph(_reader.EndOf(kind, end), 0);
                    break;
                case Model.Function:
                    ReadFunction(_reader.EndOf(kind, end));
                    break;
                case Model.Training:
                    throw Fault("onnx.training", _reader.Position, "training_info", "It is a model to be trained; only inference is done here.", "Export it for inference.");
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }

        if (!_hasGraph)
            throw Fault("onnx.graph", null, "graph", "It holds no graph, so it is no ONNX model.");
    }

    private void ReadGraph(long end, int depth)
    {
        if (depth > _limits.MostDepth)
            throw Fault("onnx.depth", _reader.Position, "graph", $"Its graphs lie in one another more than {_limits.MostDepth} times.");
        while (_reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case Graph.Node:
                    ReadNode(_reader.EndOf(kind, end), depth);
                    break;
                case Graph.Initializer:
                    _external.Read(_reader, _reader.EndOf(kind, end));
                    break;
                case Graph.SparseInitializer:
                    ReadSparse(_reader.EndOf(kind, end));
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }
    }

    private void ReadFunction(long end)
    {
        var (name, domain) = ("", "");
        while (_reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case Function.Name:
                    name = _reader.Text(kind, end);
                    break;
                case Function.Domain:
                    domain = _reader.Text(kind, end);
                    break;
                case Function.Node:
                    ReadNode(_reader.EndOf(kind, end), 0);
                    break;
                case Function.Attribute:
                    ReadAttribute(_reader.EndOf(kind, end), 0);
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }

        Count(_functions.Add((domain, name)), _functions.Count);
    }

    private void ReadNode(long end, int depth)
    {
        var (at, operation, domain) = (_reader.Position, "", "");
        while (_reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case Node.Operator:
                    operation = _reader.Text(kind, end);
                    break;
                case Node.Domain:
                    domain = _reader.Text(kind, end);
                    break;
                case Node.Attribute:
                    ReadAttribute(_reader.EndOf(kind, end), depth);
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }

        Count(_used.TryAdd((domain, operation), at), _used.Count);
    }

    private void ReadAttribute(long end, int depth)
    {
        while (_reader.Next(end, out var field, out var kind))
        {
            switch (field)
            {
                case OnnxFields.Attribute.Tensor or OnnxFields.Attribute.Tensors:
                    _external.Read(_reader, _reader.EndOf(kind, end));
                    break;
                case OnnxFields.Attribute.Graph or OnnxFields.Attribute.Graphs:
                    ReadGraph(_reader.EndOf(kind, end), depth + 1);
                    break;
                case OnnxFields.Attribute.Sparse or OnnxFields.Attribute.Sparses:
                    ReadSparse(_reader.EndOf(kind, end));
                    break;
                default:
                    _reader.Skip(kind, end);
                    break;
            }
        }
    }

    private void ReadSparse(long end)
    {
        while (_reader.Next(end, out var field, out var kind))
        {
            if (field is SparseTensor.Values or SparseTensor.Indices)
                _external.Read(_reader, _reader.EndOf(kind, end));
            else
                _reader.Skip(kind, end);
        }
    }

    private void RefuseUnknownOperators()
    {
        var unknown = _used.Where(row => !KnownDomains.Contains(row.Key.Domain) && !_functions.Contains(row.Key)).OrderBy(row => row.Value).ToList();
        if (unknown.Count == 0)
            return;
        var shown = string.Join(", ", unknown.Take(10).Select(row => $"{row.Key.Domain}.{row.Key.Operator}"));
        throw Fault(
            "onnx.operator", unknown[0].Value, "node", $"It uses operators that are code from elsewhere: {shown}{(unknown.Count > 10 ? ", …" : "")}.",
            $"Export it with the standard operators alone ({string.Join(", ", KnownDomains.Skip(1))}).");
    }

    private void Count(bool added, int count)
    {
        if (added && count > _limits.MostOperators)
            throw Fault("onnx.operators", _reader.Position, "node", $"It uses more than {_limits.MostOperators} different operators.");
    }

    private InvalidFileException Fault(string rule, long? position, string field, string problem, string? remedy = null) =>
        OnnxFault.At(_name, rule, position, field, problem, remedy);
}
