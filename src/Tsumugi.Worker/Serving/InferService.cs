using Tsumugi.Client.Inference;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Worker.Serving.Batching;
using Tsumugi.Worker.Serving.Families;

namespace Tsumugi.Worker.Serving;

/// <summary>What an answered request cost; the hub counts it.</summary>
internal sealed record InferCost(int Items, long Tokens);

/// <summary>A request asks for more than one answer may hold.</summary>
internal sealed class TooLargeException(string message) : Exception(message);

/// <summary>Turns requests of the protocol into items of the queue, and their results into tensors.</summary>
internal sealed class InferService(string name, string version, IServedModel model, BatchQueue<Ask, IReadOnlyDictionary<string, float[]>> queue)
{
    private const string Lengths = "lengths";

    private readonly Dictionary<string, TensorMetadata> _outputs = model.Outputs.Select(output => output.Metadata)
        .Concat(model.Outputs.Where(output => output.PerPosition).Select(output => output.Input).Distinct()
            .Select(input => new TensorMetadata($"{input}.{Lengths}", Datatype.I64.Name, [-1])))
        .ToDictionary(output => output.Name);

    public ModelMetadata Metadata => new(
        name, [version], model.Platform, [.. model.Inputs.Select(input => new TensorMetadata(input, Datatype.Bytes.Name, [-1]))], [.. _outputs.Values]);

    /// <exception cref="InvalidInferenceException">When the request does not fit the model.</exception>
    /// <exception cref="TooLargeException">When it asks for more than one request may.</exception>
    /// <exception cref="QueueFullException">When too much waits already.</exception>
    public async Task<(InferBody Body, InferCost Cost)> RunAsync(InferRequest request, string lane, CancellationToken stop)
    {
        var items = new OrderedDictionary<string, List<ServedItem>>(request.Inputs.Select(input => KeyValuePair.Create(input.Name, Read(input))));
        var all = items.SelectMany(input => input.Value).ToList();
        var wanted = Wanted(request);
        var cost = new InferCost(all.Count, all.Sum(item => (long)item.Tokens));
        CheckSize(request, items, wanted, cost);
        var results = await queue.SubmitAsync(lane, [.. all.Select(item => (new Ask(item, wanted), item.Tokens))], stop);
        var response = new InferResponse { ModelName = name, ModelVersion = version, Id = request.Id, Outputs = Tensors(items, wanted, results) };
        return (response.Write(request.IsBinary), cost);
    }

    private List<ServedItem> Read(Tensor input)
    {
        if (!model.Inputs.Contains(input.Name))
            throw new InvalidInferenceException($"The model has no input '{input.Name}'; it has {string.Join(", ", model.Inputs)}.");
        if (input.Datatype != Datatype.Bytes)
            throw new InvalidInferenceException($"The input '{input.Name}' is BYTES (texts), not {input.Datatype.Name}.");
        if (input.Shape is not ([_] or [_, 1]))
            throw new InvalidInferenceException($"The input '{input.Name}' has the shape [items] or [items, 1], not [{string.Join(", ", input.Shape)}].");
        var texts = input.ToTexts();
        if (texts.Length is 0 or > InferLimits.MostItems)
            throw new TooLargeException($"Send 1 to {InferLimits.MostItems} items of '{input.Name}' in a request, not {texts.Length}.");
        return [.. texts.Select((text, place) => Read(input.Name, text, place))];
    }

    private ServedItem Read(string input, string text, int place)
    {
        if (text.Length > InferLimits.MostCharacters)
            throw new TooLargeException($"Item {place + 1} of '{input}' has {text.Length} characters; {InferLimits.MostCharacters} are the most.");
        if (input == Views.Dna && text.Length % 3 != 0)
            throw new InvalidInferenceException($"Item {place + 1} of '{input}' has {text.Length} bases, which is no multiple of three; give a coding sequence in frame, from its first codon on.");
        try
        {
            return model.Read(input, text);
        }
        catch (UnreadableItemException error)
        {
            throw new InvalidInferenceException($"Item {place + 1} of '{input}': {error.Message}");
        }
    }

    private HashSet<string> Wanted(InferRequest request)
    {
        var inputs = request.Inputs.Select(input => input.Name).ToList();
        var possible = _outputs.Keys.Where(output => inputs.Any(input => output.StartsWith(input + ".", StringComparison.Ordinal))).ToHashSet();
        if (request.Outputs is null)
            return possible;
        var unknown = request.Outputs.FirstOrDefault(wanted => !possible.Contains(wanted.Name));
        return unknown is null
            ? [.. request.Outputs.Select(wanted => wanted.Name)]
            : throw new InvalidInferenceException($"There is no output '{unknown.Name}' of {string.Join(", ", inputs)}; there are {string.Join(", ", possible)}.");
    }

    private void CheckSize(InferRequest request, OrderedDictionary<string, List<ServedItem>> items, HashSet<string> wanted, InferCost cost)
    {
        if (cost.Tokens > InferLimits.MostTokens)
            throw new TooLargeException($"The request has {cost.Tokens} tokens; {InferLimits.MostTokens} are the most. Send it in parts.");
        var bytes = model.Outputs.Where(output => wanted.Contains(output.Name) && items.ContainsKey(output.Input)).Sum(output =>
            items[output.Input].Sum(item => (long)Math.Max(1, output.Width) * (output.PerPosition ? item.Positions : 1))
            * (request.IsBinary(output.Name) ? sizeof(float) : InferLimits.BytesOfJsonNumber));
        if (bytes > InferLimits.MostAnswerBytes)
            throw new TooLargeException($"The answer would have about {bytes >> 20} MiB; {InferLimits.MostAnswerBytes >> 20} are the most. Ask for fewer items or outputs, or for binary data.");
    }

    private List<Tensor> Tensors(OrderedDictionary<string, List<ServedItem>> items, HashSet<string> wanted, IReadOnlyDictionary<string, float[]>[] results)
    {
        var (tensors, at) = (new List<Tensor>(), 0);
        foreach (var (input, read) in items)
        {
            var own = results.AsMemory(at, read.Count);
            at += read.Count;
            foreach (var output in model.Outputs.Where(output => output.Input == input && wanted.Contains(output.Name)))
                tensors.Add(Joined(output, own.Span));
            if (wanted.Contains($"{input}.{Lengths}"))
                tensors.Add(Tensor.OfLongs($"{input}.{Lengths}", [.. read.Select(item => (long)item.Positions)]));
        }

        return tensors;
    }

    private static Tensor Joined(ServedOutput output, ReadOnlySpan<IReadOnlyDictionary<string, float[]>> results)
    {
        var values = new List<float>();
        foreach (var result in results)
            values.AddRange(result[output.Name]);
        var width = Math.Max(1, output.Width);
        return Tensor.OfFloats(output.Name, output.Width > 0 ? [values.Count / width, width] : [values.Count], [.. values]);
    }
}
