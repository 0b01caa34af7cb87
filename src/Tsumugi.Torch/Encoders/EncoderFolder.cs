using System.Text.Json;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>One pretrained encoder as files: <c>config.json</c>, <c>model.safetensors</c>, and <c>vocabulary.json</c> for text.</summary>
public static class EncoderFolder
{
    private const string ConfigFile = "config.json";
    private const string ModelFile = "model.safetensors";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Save(string folder, Encoder encoder, ITokenizer tokenizer)
    {
        File.WriteAllBytes(Path.Combine(folder, ConfigFile), JsonSerializer.SerializeToUtf8Bytes(encoder.Config, Json));
        ParameterFile.Save(Path.Combine(folder, ModelFile), encoder.named_parameters().Select(row => (row.name, (Tensor)row.parameter)));
        (tokenizer as TextTokenizer)?.Save(Path.Combine(folder, Tokenizers.VocabularyFile));
    }

    public static EncoderConfig ReadConfig(string folder) =>
        JsonSerializer.Deserialize<EncoderConfig>(File.ReadAllBytes(Path.Combine(folder, ConfigFile)), Json)!;

    /// <exception cref="ParameterMismatchException">When the file does not hold exactly these parameters.</exception>
    public static void LoadParameters(string folder, IEnumerable<(string Name, Tensor Tensor)> parameters) =>
        ParameterFile.Load(Path.Combine(folder, ModelFile), parameters);
}
