using System.Text.Json;
using TorchSharp;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>Which family a model's folder belongs to, by its <c>config.json</c>.</summary>
internal static class ServedModels
{
    /// <exception cref="IOException">When the folder holds no model that can be served; the message says why.</exception>
    public static IServedModel Load(string folder, Device device)
    {
        var path = Path.Combine(folder, SharedSpace.ConfigFile);
        if (!File.Exists(path))
            throw new IOException($"The revision has no {SharedSpace.ConfigFile}, so it cannot be told how to serve it.");
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(path));
            return config.RootElement.TryGetProperty("encoders", out _) ? new ServedSharedSpace(SharedSpace.Load(folder), device)
                : config.RootElement.TryGetProperty("view", out _) ? LoadEncoder(folder, device)
                : throw new IOException($"{SharedSpace.ConfigFile} is of no model that can be served; those are connected models and encoders of the recipes align and pretrain.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new IOException($"{SharedSpace.ConfigFile} cannot be read: {error.Message}");
        }
    }

    private static ServedEncoder LoadEncoder(string folder, Device device)
    {
        var config = EncoderFolder.ReadConfig(folder);
        var encoder = new Encoder(config);
        EncoderFolder.LoadParameters(folder, encoder.named_parameters().Select(row => (row.name, (Tensor)row.parameter)));
        encoder.eval();
        return new(encoder, Tokenizers.Load(config.View, folder), device);
    }
}
