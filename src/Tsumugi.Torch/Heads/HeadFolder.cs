using System.Text.Json;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads;

/// <summary>Heads beside their encoder in a model's folder: <c>heads/NAME.json</c> and <c>heads/NAME.safetensors</c>.</summary>
public static class HeadFolder
{
    private const string Folder = "heads";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <param name="folder">A model's folder.</param>
    /// <param name="name">What the head answers, as a file name.</param>
    public static void Save(string folder, string name, TaskHead head)
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        File.WriteAllBytes(ConfigFile(folder, name), JsonSerializer.SerializeToUtf8Bytes(head.Config, Json));
        ParameterFile.Save(ParametersFile(folder, name), Parameters(head));
    }

    /// <returns>Names of the heads in a model's folder; none where it has none.</returns>
    public static IReadOnlyList<string> Names(string folder) => !Directory.Exists(Path.Combine(folder, Folder)) ? [] :
        [.. Directory.EnumerateFiles(Path.Combine(folder, Folder), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <exception cref="UnknownLayoutException">Its description is damaged, or asks for what is not here.</exception>
    public static HeadConfig ReadConfig(string folder, string name)
    {
        var file = $"{Folder}/{name}.json";
        HeadConfig? config;
        try
        {
            config = JsonSerializer.Deserialize<HeadConfig>(File.ReadAllBytes(ConfigFile(folder, name)), Json);
        }
        catch (JsonException error)
        {
            throw new UnknownLayoutException(file, [$"it cannot be read ({error.Message})"]);
        }

        List<string> faults = config is null ? ["it is null"] : [.. config.Faults()];
        return faults.Count == 0 ? config! : throw new UnknownLayoutException(file, faults);
    }

    /// <param name="encoder">That the head stands on.</param>
    /// <exception cref="UnknownLayoutException">Its description is damaged, or does not go with the encoder.</exception>
    /// <exception cref="ParameterMismatchException">The file does not hold exactly this head.</exception>
    public static TaskHead Load(string folder, string name, Encoder encoder)
    {
        var config = ReadConfig(folder, name);
        if (config.Width != encoder.Config.Width)
            throw new UnknownLayoutException($"{Folder}/{name}.json", [$"'width' is {config.Width}, and the encoder is {encoder.Config.Width} wide"]);
        var head = new TaskHead(config);
        ParameterFile.Load(ParametersFile(folder, name), Parameters(head));
        return head;
    }

    private static string ConfigFile(string folder, string name) => Path.Combine(folder, Folder, name + ".json");

    private static string ParametersFile(string folder, string name) => Path.Combine(folder, Folder, name + ".safetensors");

    private static IEnumerable<(string Name, Tensor Tensor)> Parameters(TaskHead head) => head.named_parameters().Select(row => (row.name, (Tensor)row.parameter));
}
