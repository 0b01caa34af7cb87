using System.Text.Json;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Merging.Inputs;

/// <summary>A low-rank adapter as Hugging Face's PEFT saves it: for each adapted matrix W the product s·B·A that is added to it (Hu et al. 2021).</summary>
/// <remarks>Added in double precision, so that W + s·B·A is rounded once, with the merge's result.</remarks>
internal sealed class LoraAdapter : IDisposable
{
    private const string ConfigFile = "adapter_config.json", TensorFile = "adapter_model.safetensors", Wrapper = "base_model.model.";

    /// <summary>Where an adapter lies beside the model that it was merged into, as fine-tuning leaves it.</summary>
    private const string Beside = "adapter/";

    private static readonly string[] DownEndings = [".lora_A.weight", ".lora_A.default.weight"];

    private readonly string _name;
    private readonly ShardedSafetensors _file;
    private readonly Dictionary<string, (string Down, string Up)> _pairs = new(StringComparer.Ordinal);
    private readonly AdapterConfig _config;

    private LoraAdapter(string name, string config, string tensors)
    {
        _name = name;
        _config = ReadConfig(config);
        _file = ShardedSafetensors.Open(new Dictionary<string, string> { [ShardedSafetensors.SingleFile] = tensors });
        try
        {
            Pair();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidFileException">It is another kind of adapter, or its tensors are no pairs.</exception>
    /// <exception cref="FileNotFoundException">It is no adapter.</exception>
    public static LoraAdapter Open(string name, IReadOnlyDictionary<string, string> files) =>
        (files.ContainsKey(ConfigFile) ? "" : Beside) is var folder && files.TryGetValue(folder + ConfigFile, out var config) && files.TryGetValue(folder + TensorFile, out var tensors)
            ? new(name, config, tensors)
            : throw new FileNotFoundException($"It has no {ConfigFile} or no {TensorFile}, as PEFT writes them.");

    /// <summary>What is wrong with putting it onto a model: matrices that the model lacks or has in other shapes.</summary>
    public IEnumerable<string> Misfits(ShardedSafetensors model)
    {
        foreach (var (tensor, (down, up)) in _pairs)
        {
            if (!model.Tensors.ContainsKey(tensor))
                yield return $"the adapter '{_name}' changes '{tensor}', which the model does not have";
            else if (Wanted(tensor) is var wanted && !model[tensor].Shape.AsSpan().SequenceEqual(wanted))
                yield return $"the adapter '{_name}' changes '{tensor}' as [{string.Join(", ", wanted)}], and the model has [{string.Join(", ", model[tensor].Shape)}]";
            else if (!model[tensor].Type.IsFloat())
                yield return $"the adapter '{_name}' changes '{tensor}', which is of {model[tensor].Type}";
        }
    }

    /// <returns>Null where the adapter leaves the tensor as it is.</returns>
    public LowRank? Of(string tensor)
    {
        if (!_pairs.TryGetValue(tensor, out var pair))
            return null;
        var rank = _file[pair.Down].Shape[0];
        var scale = _config.Alpha / (_config.ByRoot ? Math.Sqrt(rank) : rank);
        return new(scale, (int)rank, () => (Read(pair.Down), Read(pair.Up)), _config.Transposed);
    }

    public void Dispose() => _file.Dispose();

    private long[] Wanted(string tensor)
    {
        var (down, up) = (_file[_pairs[tensor].Down].Shape, _file[_pairs[tensor].Up].Shape);
        return _config.Transposed ? [down[1], up[0]] : [up[0], down[1]];
    }

    private double[] Read(string tensor)
    {
        var numbers = new double[_file[tensor].ElementCount];
        new StoredTensor(_file, tensor).Read(0, numbers);
        return numbers;
    }

    private void Pair()
    {
        var left = _file.Tensors.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var down in _file.Tensors.Keys.Order(StringComparer.Ordinal))
        {
            if (DownEndings.FirstOrDefault(ending => down.EndsWith(ending, StringComparison.Ordinal)) is not { } ending)
                continue;
            var up = down[..^ending.Length] + ending.Replace("lora_A", "lora_B", StringComparison.Ordinal);
            if (!left.Contains(up))
                throw Fault(TensorFile, down, $"there is no '{up}' beside it");
            var (a, b) = (_file[down], _file[up]);
            if (a.Shape.Length != 2 || b.Shape.Length != 2 || a.Shape[0] != b.Shape[1] || a.Shape[0] == 0 || !a.Type.IsFloat() || !b.Type.IsFloat())
                throw Fault(TensorFile, down, $"{a.Type} [{string.Join(", ", a.Shape)}] and {b.Type} [{string.Join(", ", b.Shape)}] are no pair of [rank, in] and [out, rank]");
            var module = down[..^ending.Length];
            _pairs[(module.StartsWith(Wrapper, StringComparison.Ordinal) ? module[Wrapper.Length..] : module) + ".weight"] = (down, up);
            left.ExceptWith([down, up]);
        }

        if (left.Order(StringComparer.Ordinal).FirstOrDefault() is { } other)
            throw Fault(TensorFile, other, "it is no part of a pair lora_A and lora_B; adapters of embeddings, of biases and whole modules saved beside them are not put onto a model here");
    }

    private static AdapterConfig ReadConfig(string path)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
            if (Text(json, "peft_type") != "LORA")
                throw Fault(ConfigFile, "peft_type", $"'{Text(json, "peft_type")}' is no LORA");
            if (Is(json, "use_dora"))
                throw Fault(ConfigFile, "use_dora", "adapters with magnitudes of their own (DoRA) are not put onto a model here");
            if (json.TryGetProperty("alpha_pattern", out var pattern) && pattern.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().Any())
                throw Fault(ConfigFile, "alpha_pattern", "scales by module are not known here");
            if (!json.TryGetProperty("lora_alpha", out var alpha) || !alpha.TryGetDouble(out var scale) || !double.IsFinite(scale))
                throw Fault(ConfigFile, "lora_alpha", "a number is expected");
            return new(scale, Is(json, "use_rslora"), Is(json, "fan_in_fan_out"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Fault(ConfigFile, "", $"it is no JSON of an adapter ({error.Message})");
        }
    }

    private static string? Text(JsonElement json, string field) => json.TryGetProperty(field, out var value) ? value.GetString() : null;

    private static bool Is(JsonElement json, string field) => json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.True;

    private static InvalidFileException Fault(string file, string field, string problem) => new(new() { File = file, Field = field, Problem = problem + ".", Remedy = "Put the adapter into its model with PEFT (merge_and_unload), publish that, and name it." });

    /// <param name="ByRoot">The product is divided by the root of the rank (rsLoRA).</param>
    /// <param name="Transposed">The model's matrices are [in, out].</param>
    private sealed record AdapterConfig(double Alpha, bool ByRoot, bool Transposed);
}
