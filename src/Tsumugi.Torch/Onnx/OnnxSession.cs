using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tsumugi.Formats;
using Tsumugi.Formats.Onnx;

namespace Tsumugi.Torch.Onnx;

/// <summary>An ONNX model that is ready to run on the CPU (ONNX Runtime).</summary>
/// <remarks>Loads native code, so only a worker's process may use it. Safe for callers in parallel.</remarks>
public sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _name;

    private OnnxSession(InferenceSession session, string name)
    {
        (_session, _name) = (session, name);
        Inputs = [.. session.InputNames.Select(input => Described(input, session.InputMetadata[input]))];
        Outputs = [.. session.OutputNames.Select(output => Described(output, session.OutputMetadata[output]))];
    }

    public IReadOnlyList<OnnxValue> Inputs { get; }

    public IReadOnlyList<OnnxValue> Outputs { get; }

    /// <summary>Looks through the model, then loads it.</summary>
    /// <param name="threads">How many compute at once.</param>
    /// <exception cref="InvalidFileException">The model is refused; the message says why.</exception>
    public static OnnxSession Open(string path, int threads = 1, OnnxLimits? limits = null)
    {
        OnnxCheck.Run(path, limits);
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Waiting threads sleep: a worker is one of several processes on its machine.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        var name = Path.GetFileName(path);
        InferenceSession? session = null;
        try
        {
            session = new(path, options);
            return new(session, name);
        }
        catch (OnnxRuntimeException error)
        {
            session?.Dispose();
            throw Fault(name, "model", $"ONNX Runtime refuses it: {error.Message}", error);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <param name="outputs">Names of those that are wanted; all where null.</param>
    /// <exception cref="OnnxInputException">Listing every input that does not fit.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public IReadOnlyDictionary<string, OnnxTensor> Run(IReadOnlyDictionary<string, OnnxTensor> inputs, IReadOnlyList<string>? outputs, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = outputs ?? [.. Outputs.Select(output => output.Name)];
        var faults = OnnxInputs.Faults(Inputs, inputs);
        faults.AddRange(names.Where(name => Outputs.All(output => output.Name != name))
            .Select(name => $"'{name}' is none of the model's outputs, which are {string.Join(", ", Outputs.Select(output => output.Name))}"));
        if (faults.Count > 0)
            throw new OnnxInputException(_name, faults);
        var values = new List<OrtValue>();
        using var options = new RunOptions();
        using var stop = ct.Register(() => options.Terminate = true);
        try
        {
            foreach (var input in Inputs)
                values.Add(Native(inputs[input.Name]));
            using var results = _session.Run(options, [.. Inputs.Select(input => input.Name)], values, names);
            return names.Zip(results, (name, value) => (name, Tensor: Managed(name, value))).ToDictionary(row => row.name, row => row.Tensor, StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException error)
        {
            ct.ThrowIfCancellationRequested();
            throw new OnnxInputException(_name, [$"ONNX Runtime could not run it: {error.Message}"], error);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Native(OnnxTensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type.Number(), tensor.Shape);
        tensor.Bytes.Span.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private OnnxTensor Managed(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var type = OnnxElementTypes.Type((int)info.ElementDataType) ?? throw Fault(_name, name, $"This output is {info.ElementDataType}, which is not read.");
        return new(type, info.Shape, value.GetTensorMutableRawData().ToArray());
    }

    private OnnxValue Described(string name, NodeMetadata node)
    {
        if (!node.IsTensor || OnnxElementTypes.Type((int)node.ElementDataType) is not { } type)
            throw Fault(_name, name, $"It is a {(node.IsTensor ? $"tensor of {node.ElementDataType}" : node.OnnxValueType)}; only tensors of numbers and truth values go in and out.");
        return new(name, type, [.. node.Dimensions.Select((length, i) => length >= 0 ? length : (OnnxLength)node.SymbolicDimensions[i])]);
    }

    private static InvalidFileException Fault(string file, string field, string problem, Exception? cause = null) => new(new()
    {
        Rule = "onnx.runtime",
        File = file,
        Field = field,
        Problem = problem,
        Remedy = "Export the model for inference on the CPU, with operators that this runtime knows.",
    }, cause);
}
