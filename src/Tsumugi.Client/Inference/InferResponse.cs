namespace Tsumugi.Client.Inference;

/// <summary>What a model answers by the Open Inference Protocol.</summary>
public sealed record InferResponse
{
    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public string? Id { get; init; }

    public required IReadOnlyList<Tensor> Outputs { get; init; }

    /// <exception cref="KeyNotFoundException">When the model did not answer with it.</exception>
    public Tensor this[string output] => Outputs.FirstOrDefault(tensor => tensor.Name == output)
        ?? throw new KeyNotFoundException($"The model gave no output '{output}'.");

    /// <exception cref="InvalidInferenceException">When it is no such answer.</exception>
    public static InferResponse Read(ReadOnlyMemory<byte> body, long? headerLength)
    {
        var parts = InferBody.Split(body, headerLength);
        using var document = parts.Parse();
        var root = document.RootElement;
        var response = new InferResponse
        {
            ModelName = Fields.Text(root, "model_name", "The answer"),
            ModelVersion = Fields.Text(root, "model_version", "The answer"),
            Id = Fields.OptionalText(root, "id", "The answer"),
            Outputs = [.. Fields.Array(root, "outputs", "The answer").Select(parts.ReadTensor)],
        };
        parts.CheckAllRead();
        return response;
    }

    public InferBody Write(Func<string, bool> isBinary) => InferBody.Write(
        json =>
        {
            json.WriteString("model_name", ModelName);
            json.WriteString("model_version", ModelVersion);
            if (Id is not null)
                json.WriteString("id", Id);
        },
        "outputs", Outputs, isBinary);
}
