using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>Parameters as safetensors, loaded strictly: never a part of them in silence.</summary>
public static class ParameterFile
{
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> parameters, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, metadata ?? new Dictionary<string, string>(), parameters
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => (parameter.Name, TensorType.F32, parameter.Tensor.shape, (ReadOnlyMemory<byte>)Bytes(parameter.Tensor))));

    /// <param name="prefix">Only tensors whose names begin so, without it.</param>
    /// <exception cref="ParameterMismatchException">Listing every missing, unexpected and mis-shaped tensor.</exception>
    public static void Load(string path, IEnumerable<(string Name, Tensor Tensor)> parameters, string prefix = "")
    {
        using var file = SafetensorsFile.Open(path);
        var wanted = parameters.ToDictionary(parameter => prefix + parameter.Name, parameter => parameter.Tensor);
        var there = file.Tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        var faults = wanted.Keys.Except(there).Select(name => $"missing {name}")
            .Concat(there.Except(wanted.Keys).Select(name => $"unexpected {name}"))
            .Concat(wanted.Where(entry => file.Tensors.TryGetValue(entry.Key, out var found) && !found.Shape.SequenceEqual(entry.Value.shape))
                .Select(entry => $"{entry.Key} is [{string.Join(", ", file[entry.Key].Shape)}], not [{string.Join(", ", entry.Value.shape)}]"))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (faults.Count > 0)
            throw new ParameterMismatchException(path, faults);
        using (no_grad())
        {
            foreach (var (name, parameter) in wanted)
            {
                using var values = tensor(file.ReadFloats(name), parameter.shape);
                parameter.copy_(values);
            }
        }
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.AsBytes<float>(tensor.detach().cpu().contiguous().data<float>().ToArray()).ToArray();
    }
}

/// <summary>A file does not hold the parameters of this architecture.</summary>
public sealed class ParameterMismatchException(string file, IReadOnlyList<string> faults)
    : Exception($"{Path.GetFileName(file)} does not fit: {string.Join("; ", faults)}.")
{
    public IReadOnlyList<string> Faults => faults;
}
