using System.Text.Json;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>Which family a model's folder belongs to, by its <c>config.json</c>.</summary>
internal static class ServedModels
{
    /// <exception cref="IOException">When the folder holds no description of a model.</exception>
    /// <exception cref="UnknownLayoutException">When it describes no model that can be served.</exception>
    /// <exception cref="ParameterMismatchException">When the parameters are not those of the description.</exception>
    public static IServedModel Load(string folder, Device device)
    {
        var path = Path.Combine(folder, SharedSpace.ConfigFile);
        if (!File.Exists(path))
            throw new IOException($"The revision has no {SharedSpace.ConfigFile}, which says what it is and how to serve it.");
        return Family(path) switch
        {
            "encoders" => new ServedSharedSpace(SharedSpace.Load(folder), device),
            "parts" => LoadConnection(folder, device),
            _ => LoadEncoder(folder, device),
        };
    }

    /// <returns>The field that tells a family; null for an encoder by itself.</returns>
    private static string? Family(string config)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(config));
            return json.RootElement.ValueKind != JsonValueKind.Object ? null
                : ((string[])["encoders", "parts"]).FirstOrDefault(field => json.RootElement.TryGetProperty(field, out _));
        }
        catch (JsonException error)
        {
            throw new IOException($"{Path.GetFileName(config)} is no JSON: {error.Message}");
        }
    }

    private static ServedConnection LoadConnection(string folder, Device device)
    {
        var space = ConnectedSpace.Load(folder);
        space.MoveTo(device);
        return new(space, device);
    }

    private static ServedEncoder LoadEncoder(string folder, Device device)
    {
        var config = EncoderFolder.ReadConfig(folder);
        var tokenizer = Tokenizers.LoadAny(config.View, folder) as ITokenizer
            ?? throw new UnknownLayoutException(SharedSpace.ConfigFile, [$"models of the view '{config.View}' are not served yet: what they read is no text"]);
        var encoder = new Encoder(config);
        var head = new TokenHead(encoder);
        var filled = EncoderFolder.Load(folder, encoder, head);
        encoder.to(device);
        head.to(device);
        return new(encoder, filled ? head : null, tokenizer, device);
    }
}
