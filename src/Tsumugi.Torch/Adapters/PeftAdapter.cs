using System.Text.Json.Nodes;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Encoders.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Adapters;

/// <summary>The adapters of an encoder as files in the layout of Hugging Face's PEFT, so that its users and merges read them.</summary>
/// <remarks>
/// Names of modules are those of the model's own file. Where one map of the engine is several modules there (queries, keys and values), each gets the
/// same lora_A and its rows of lora_B, which is the same sum.
/// </remarks>
public sealed class PeftAdapter : IDisposable
{
    private const string ConfigFile = "adapter_config.json", ModelFile = "adapter_model.safetensors", Wrapper = "base_model.model.";

    private readonly AdapterConfig _config;
    private readonly List<string> _modules;
    private readonly List<(string Name, Tensor Tensor)> _tensors;

    private PeftAdapter(AdapterConfig config, List<string> modules, List<(string Name, Tensor Tensor)> tensors) => (_config, _modules, _tensors) = (config, modules, tensors);

    /// <summary>A copy of what an encoder's adapters are now; it stays as it is when they are merged.</summary>
    public static PeftAdapter Of(Encoder encoder, AdapterConfig config)
    {
        using var off = no_grad();
        return new(
            config,
            [.. EncoderFolder.Maps(encoder).Where(row => row.Map.IsAdapted).SelectMany(row => row.Names)],
            [.. Tensors(encoder).Select(row => (row.Name, row.Tensor.detach().cpu().clone().DetachFromDisposeScope()))]);
    }

    /// <param name="model">Node of the model that the adapter is for, such as <c>model:lab/protein@0f3c…</c>.</param>
    public void Save(string folder, string model)
    {
        Directory.CreateDirectory(folder);
        var repository = model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('@');
        var described = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = null,
            ["base_model_name_or_path"] = repository[0],
            ["revision"] = repository.ElementAtOrDefault(1),
            ["r"] = _config.Rank,
            ["lora_alpha"] = double.IsInteger(_config.Alpha) ? (long)_config.Alpha : _config.Alpha,
            ["lora_dropout"] = 0.0,
            ["target_modules"] = new JsonArray([.. _modules.Select(name => JsonValue.Create(name))]),
            ["modules_to_save"] = null,
            ["rank_pattern"] = new JsonObject(),
            ["alpha_pattern"] = new JsonObject(),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["use_rslora"] = false,
            ["use_dora"] = false,
            ["init_lora_weights"] = true,
            ["inference_mode"] = true,
        };
        File.WriteAllText(Path.Combine(folder, ConfigFile), described.ToJsonString(new() { WriteIndented = true }));
        ParameterFile.Save(Path.Combine(folder, ModelFile), _tensors, new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <summary>Fills the adapters that an encoder has.</summary>
    /// <exception cref="ParameterMismatchException">The files do not hold exactly these.</exception>
    /// <exception cref="UnknownLayoutException">They are of another scale, or of maps that this engine holds as one and that do not share lora_A.</exception>
    public static void Load(string folder, Encoder encoder, AdapterConfig config)
    {
        var described = Describe(folder);
        if (described["r"]?.ToString() != $"{config.Rank}" || !(described["lora_alpha"] is JsonValue alpha && alpha.TryGetValue(out double scale) && scale == config.Alpha))
            throw new UnknownLayoutException(ConfigFile, [$"'r' and 'lora_alpha' are not the {config.Rank} and {config.Alpha} that the model was connected with"]);
        var path = Path.Combine(folder, ModelFile);
        using var scope = NewDisposeScope();
        ParameterFile.Load(path, Tensors(encoder));

        // Of maps held as one, the last lora_A stands now: the others must have been the same.
        using var source = ParameterSources.Open(path);
        var other = Tensors(encoder).FirstOrDefault(row => row.Name.EndsWith(".lora_A.weight", StringComparison.Ordinal) && !source.Read(row.Name).to(row.Tensor.dtype, row.Tensor.device).Equals(row.Tensor));
        if (other.Name is not null)
            throw new UnknownLayoutException(ModelFile, [$"{other.Name} differs from that of the other maps of its layer, which are one here; merge the adapter into its model first"]);
    }

    public void Dispose() => _tensors.ForEach(row => row.Tensor.Dispose());

    /// <returns>Views of what the maps carry, by PEFT's names.</returns>
    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Encoder encoder)
    {
        foreach (var (map, names) in EncoderFolder.Maps(encoder))
        {
            if (map.Adapter is not { } adapter)
                continue;
            var rows = adapter.Up.shape[0] / names.Count;
            foreach (var (part, name) in names.Index())
            {
                yield return ($"{Wrapper}{name}.lora_A.weight", adapter.Down);
                yield return ($"{Wrapper}{name}.lora_B.weight", adapter.Up.narrow(0, part * rows, rows));
            }
        }
    }

    private static JsonObject Describe(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ConfigFile))) as JsonObject ?? [];
        }
        catch (System.Text.Json.JsonException error)
        {
            throw new UnknownLayoutException(ConfigFile, [$"it cannot be read ({error.Message})"]);
        }
    }
}
