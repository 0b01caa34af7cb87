using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>Parameters as safetensors; loaded from there or from what others made, strictly: never a part of them in silence.</summary>
public static class ParameterFile
{
    public static void Save(string path, IEnumerable<(string Name, Tensor Tensor)> parameters, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, metadata ?? new Dictionary<string, string>(), parameters
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => parameter.Tensor.ToWrite(parameter.Name)));

    /// <param name="prefix">Only tensors whose names begin so, without it.</param>
    /// <exception cref="ParameterMismatchException">Listing every missing, unexpected and mis-shaped tensor.</exception>
    public static void Load(string path, IEnumerable<(string Name, Tensor Tensor)> parameters, string prefix = "")
    {
        using var source = ParameterSources.Open(path);
        Load(source, parameters.Select(parameter => (prefix + parameter.Name, parameter.Tensor)), name => !name.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Copies numbers into tensors of any floating type and device; not one before all fit.</summary>
    /// <param name="parameters">Under the names of the source. Several may be views of one tensor, as where queries, keys and values lie side by side.</param>
    /// <param name="passedOver">Tensors of the source that the caller knows it has no use for; all others must be wanted.</param>
    /// <exception cref="ParameterMismatchException">Listing every missing, unexpected and mis-shaped tensor, and those of a type that does not fit.</exception>
    public static void Load(IParameterSource source, IEnumerable<(string Name, Tensor Tensor)> parameters, Func<string, bool>? passedOver = null)
    {
        var wanted = parameters.ToList();
        if (Faults(source, wanted, passedOver ?? (_ => false)) is { Count: > 0 } faults)
            throw new ParameterMismatchException(source.Name, faults);
        using (no_grad())
        {
            foreach (var (name, parameter) in wanted)
            {
                using var stored = source.Read(name);
                parameter.copy_(stored);
            }
        }
    }

    private static List<string> Faults(IParameterSource source, List<(string Name, Tensor Tensor)> wanted, Func<string, bool> passedOver)
    {
        var names = wanted.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. wanted.Select(parameter => Fault(parameter.Name, parameter.Tensor, source.Parameters.GetValueOrDefault(parameter.Name))).OfType<string>()
                .Concat(source.Parameters.Keys.Where(name => !names.Contains(name) && !passedOver(name)).Select(name => $"unexpected {name}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string? Fault(string name, Tensor wanted, StoredParameter? stored)
    {
        if (stored is null)
            return $"missing {name}";
        if (!stored.Shape.SequenceEqual(wanted.shape))
            return $"{name} is [{string.Join(", ", stored.Shape)}], not [{string.Join(", ", wanted.shape)}]";
        var fits = stored.Type.Scalar() is { } type && (wanted.is_floating_point() || !IsFloating(type));
        return fits ? null : $"{name} is {stored.Type}, not {wanted.dtype}";
    }

    private static bool IsFloating(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}

/// <summary>A file does not hold the parameters of this architecture.</summary>
public sealed class ParameterMismatchException(string file, IReadOnlyList<string> faults)
    : Exception($"{Path.GetFileName(file)} does not fit: {string.Join("; ", faults)}.")
{
    public IReadOnlyList<string> Faults => faults;
}
