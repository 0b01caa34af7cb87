using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Encoders.Parameters;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>
/// One pretrained encoder as files: <c>config.json</c>, <c>model.safetensors</c>, and the files of its vocabulary.
/// What ESM's family can express is written in its layout, so that Hugging Face's libraries read it; anything else in the engine's own.
/// </summary>
public static class EncoderFolder
{
    public const string ConfigFile = "config.json";
    private const string ModelFile = "model.safetensors";

    /// <summary>Where the engine's own description stands within that of another family.</summary>
    private const string Own = "tsumugi";

    private const string OwnPrefix = "encoder.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Save(string folder, Encoder encoder, TokenHead? head, IVocabulary vocabulary)
    {
        var described = EsmLayout.Fits(encoder.Config) ? EsmLayout.Describe(encoder.Config, head is not null) : [];
        described[Own] = JsonSerializer.SerializeToNode(encoder.Config, Json);
        File.WriteAllText(Path.Combine(folder, ConfigFile), described.ToJsonString(Json));
        ParameterFile.Save(
            Path.Combine(folder, ModelFile), Parameters(encoder, head, Kind(described)), new Dictionary<string, string> { ["format"] = "pt" });
        vocabulary.WriteTo(folder);
    }

    /// <exception cref="UnknownLayoutException">It describes no encoder that can be run here.</exception>
    /// <exception cref="IOException">There is none.</exception>
    public static EncoderConfig ReadConfig(string folder)
    {
        var json = Describe(folder);
        var config = Kind(json) switch
        {
            Layout.Esm when json[Own] is null => EsmLayout.Read(json, ConfigFile),
            Layout.First => Read(json),
            _ => Read(json[Own]!),
        };
        List<string> faults = [.. config.Faults()];
        return faults.Count == 0 ? config : throw new UnknownLayoutException(ConfigFile, faults);
    }

    /// <param name="head">Filled too when the folder has one.</param>
    /// <returns>Whether the head was filled.</returns>
    /// <exception cref="ParameterMismatchException">When the file does not hold exactly these parameters.</exception>
    public static bool Load(string folder, Encoder encoder, TokenHead? head)
    {
        var layout = Kind(Describe(folder));
        using var source = ParameterSources.Open(folder);
        var filled = head is not null && source.Parameters.Keys.Any(name => name.StartsWith("lm_head.", StringComparison.Ordinal) || name.StartsWith("head.", StringComparison.Ordinal));
        ParameterFile.Load(source, Parameters(encoder, filled ? head : null, layout), name => layout switch
        {
            Layout.Esm => EsmLayout.PassedOver(name, filled),
            _ => !filled && name.StartsWith("head.", StringComparison.Ordinal),
        });
        return filled;
    }

    /// <returns>The names that files of an encoder have for what each linear map holds, in the order of its rows.</returns>
    public static IEnumerable<(Projection Map, IReadOnlyList<string> Names)> Maps(Encoder encoder) => EsmLayout.Fits(encoder.Config)
        ? EsmLayout.Maps(encoder)
        : encoder.Projections().Select(row => (row.Map, (IReadOnlyList<string>)[OwnPrefix + row.Name]));

    private static JsonObject Describe(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The folder {Path.GetFileName(folder)} has no {ConfigFile}, which says what the model is; choose a model that has one, or add it.");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (JsonException error)
        {
            throw Unreadable(error);
        }
    }

    private static EncoderConfig Read(JsonNode described)
    {
        try
        {
            return described.Deserialize<EncoderConfig>(Json)!;
        }
        catch (JsonException error)
        {
            throw Unreadable(error);
        }
    }

    private static UnknownLayoutException Unreadable(JsonException error) => new(ConfigFile, [$"it cannot be read ({error.Message})"]);

    private static Layout Kind(JsonObject json) =>
        json["model_type"]?.ToString() == EsmLayout.ModelType ? Layout.Esm
        : json[Own] is not null ? Layout.Own
        : json["view"] is not null ? Layout.First
        : throw new UnknownLayoutException(ConfigFile, [$"'model_type' is {json["model_type"]?.ToJsonString() ?? "missing"}; known is {EsmLayout.ModelType}"]);

    private static IEnumerable<(string Name, Tensor Tensor)> Parameters(Encoder encoder, TokenHead? head, Layout layout) => layout switch
    {
        Layout.Esm => EsmLayout.Parameters(encoder, head),
        Layout.First => Named(encoder, ""),
        _ => Named(encoder, OwnPrefix).Concat(head is null ? [] : Named(head, "head.")),
    };

    private static IEnumerable<(string Name, Tensor Tensor)> Named(nn.Module module, string prefix) =>
        module.named_parameters().Select(row => (prefix + row.name, (Tensor)row.parameter));

    private enum Layout
    {
        /// <summary>Hugging Face's, for what that family can express.</summary>
        Esm,

        /// <summary>The engine's own names.</summary>
        Own,

        /// <summary>What the engine wrote before it kept heads: its own names without a prefix.</summary>
        First,
    }
}
