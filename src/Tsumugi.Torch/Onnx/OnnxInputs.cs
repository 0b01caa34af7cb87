using Tsumugi.Formats.Onnx;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Torch.Onnx;

/// <summary>Compares what is given with what a model takes; every fault at once.</summary>
internal static class OnnxInputs
{
    public static List<string> Faults(IReadOnlyList<OnnxValue> wanted, IReadOnlyDictionary<string, OnnxTensor> given)
    {
        var faults = new List<string>();
        var lengths = new Dictionary<string, (long Length, string Input)>(StringComparer.Ordinal);
        foreach (var input in wanted)
        {
            if (given.TryGetValue(input.Name, out var tensor))
                Compare(input, tensor, lengths, faults);
            else
                faults.Add($"'{input.Name}' is missing; it is {Shown(input.Type, input.Shape)}");
        }

        faults.AddRange(given.Keys.Where(name => wanted.All(input => input.Name != name)).Order(StringComparer.Ordinal)
            .Select(name => $"'{name}' is none of the model's inputs, which are {string.Join(", ", wanted.Select(input => input.Name))}"));
        return faults;
    }

    private static void Compare(OnnxValue input, OnnxTensor tensor, Dictionary<string, (long Length, string Input)> lengths, List<string> faults)
    {
        if (tensor.Type != input.Type || tensor.Shape.Length != input.Shape.Count)
        {
            faults.Add($"'{input.Name}' is {Shown(tensor.Type, [.. tensor.Shape])}, not {Shown(input.Type, input.Shape)}");
            return;
        }

        if (TensorTypes.Count(tensor.Shape) is not { } count || tensor.Type.ByteLength(count) != tensor.Bytes.Length)
            faults.Add($"'{input.Name}' has {tensor.Bytes.Length} bytes, which do not fill {Shown(tensor.Type, [.. tensor.Shape])}");
        for (var i = 0; i < tensor.Shape.Length; i++)
        {
            var (wanted, found) = (input.Shape[i], tensor.Shape[i]);
            if (wanted.Name is null && wanted.Number != found)
                faults.Add($"'{input.Name}' has the length {found} in dimension {i}, not {wanted}");
            else if (wanted.Name is { Length: > 0 } name && !lengths.TryAdd(name, (found, input.Name)) && lengths[name].Length != found)
                faults.Add($"'{input.Name}' has the length {found} in dimension {i}, but '{lengths[name].Input}' says that {name} is {lengths[name].Length}");
        }
    }

    private static string Shown(TensorType? type, IReadOnlyList<OnnxLength> shape) =>
        $"{type} [{string.Join(", ", shape.Select(length => length.Name is "" ? "any" : length.ToString()))}]";
}

/// <summary>What was given does not fit the model's inputs.</summary>
public sealed class OnnxInputException(string model, IReadOnlyList<string> faults, Exception? cause = null) : Exception($"{model} cannot take this: {string.Join("; ", faults)}.", cause)
{
    public IReadOnlyList<string> Faults => faults;
}
