using System.Text.Json;

namespace Tsumugi.Client.Inference;

/// <summary>What is asked of a model by the Open Inference Protocol.</summary>
public sealed record InferRequest
{
    /// <summary>Given back with the answer.</summary>
    public string? Id { get; init; }

    public required IReadOnlyList<Tensor> Inputs { get; init; }

    /// <summary>Null for every output of the model.</summary>
    public IReadOnlyList<WantedOutput>? Outputs { get; init; }

    /// <summary>Outputs come as binary data unless one says otherwise.</summary>
    public bool BinaryOutput { get; init; }

    public bool IsBinary(string output) => Outputs?.FirstOrDefault(wanted => wanted.Name == output)?.Binary ?? BinaryOutput;

    /// <param name="body">JSON, then the binary data of the inputs in their order.</param>
    /// <param name="headerLength"><c>Inference-Header-Content-Length</c>: bytes of the JSON; null when it is the whole body.</param>
    /// <exception cref="InvalidInferenceException">When it is no such request.</exception>
    public static InferRequest Read(ReadOnlyMemory<byte> body, long? headerLength)
    {
        var parts = InferBody.Split(body, headerLength);
        using var document = parts.Parse();
        var root = document.RootElement;
        var request = new InferRequest
        {
            Id = Fields.OptionalText(root, "id", "The request"),
            Inputs = [.. Fields.Array(root, "inputs", "The request").Select(parts.ReadTensor)],
            Outputs = root.TryGetProperty("outputs", out _) ? [.. Fields.Array(root, "outputs", "The request").Select(WantedOutput.Read)] : null,
            BinaryOutput = Fields.Parameter(root, "binary_data_output", "The request") is { } binary && Fields.Bool(binary, "binary_data_output"),
        };
        parts.CheckAllRead();
        if (request.Inputs.Count == 0)
            throw new InvalidInferenceException("The request has no inputs; metadata of the model names them.");
        if (request.Inputs.GroupBy(input => input.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidInferenceException($"The input '{twice.Key}' is given twice.");
        return request;
    }

    /// <summary>The same with every input as binary data.</summary>
    public InferBody Write() => InferBody.Write(
        json =>
        {
            if (Id is not null)
                json.WriteString("id", Id);
            if (BinaryOutput)
                InferBody.WriteParameter(json, "binary_data_output", true);
            if (Outputs is null)
                return;
            json.WriteStartArray("outputs");
            foreach (var wanted in Outputs)
            {
                json.WriteStartObject();
                json.WriteString("name", wanted.Name);
                if (wanted.Binary is { } binary)
                    InferBody.WriteParameter(json, "binary_data", binary);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        "inputs", Inputs, _ => true);
}

/// <param name="Binary">Null for what the request says of all outputs.</param>
public sealed record WantedOutput(string Name, bool? Binary = null)
{
    internal static WantedOutput Read(JsonElement output) => new(
        Fields.Text(output, "name", "An output"),
        Fields.Parameter(output, "binary_data", "An output") is { } binary ? Fields.Bool(binary, "binary_data") : null);
}
