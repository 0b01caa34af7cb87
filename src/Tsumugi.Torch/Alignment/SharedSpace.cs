using System.Text.Json;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>Encoders of several views with a projection each into one unit sphere.</summary>
public sealed class SharedSpace : nn.Module
{
    public const string ConfigFile = "config.json";
    public const string ModelFile = "model.safetensors";

    private readonly ModuleDict<Encoder> _encoders = [];
    private readonly ModuleDict<Linear> _projections = [];
    private readonly Dictionary<string, ITokenizer> _tokenizers;

    public SharedSpace(SharedSpaceConfig config, IEnumerable<ITokenizer> tokenizers) : base("space")
    {
        Config = config;
        _tokenizers = tokenizers.ToDictionary(tokenizer => tokenizer.View);
        foreach (var encoder in config.Encoders)
        {
            _encoders.Add(encoder.View, new Encoder(encoder));
            _projections.Add(encoder.View, nn.Linear(encoder.Width, config.Width, hasBias: false));
        }

        RegisterComponents();
    }

    public SharedSpaceConfig Config { get; }

    public IEnumerable<(string Name, Tensor Tensor)> Parameters => named_parameters().Select(row => (row.name, (Tensor)row.parameter));

    /// <summary>The parameters of one view's encoder, to be filled from a pretrained one.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> EncoderParameters(string view) =>
        _encoders[view].named_parameters().Select(row => (row.name, (Tensor)row.parameter));

    public int[] Encode(string view, string item) => _tokenizers[view].Encode(item, _encoders[view].Config.MaxTokens);

    /// <returns>Unit vectors, [items, width], with their graph.</returns>
    public Tensor Project(string view, IReadOnlyList<int[]> items, Device device)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Of(items, _tokenizers[view].Padding, device);
        var projected = _projections[view].forward(_encoders[view].Pool(batch.Tokens, batch.Present));
        return nn.functional.normalize(projected, dim: 1).MoveToOuterDisposeScope();
    }

    /// <returns>[items × width], row after row; batches of like lengths, without a graph.</returns>
    public float[] Embed(string view, IReadOnlyList<string> items, Device device, int tokensPerBatch = 16_384)
    {
        using var off = no_grad();
        var vectors = new float[items.Count * Config.Width];
        var encoded = items.Select((item, index) => (Tokens: Encode(view, item), Index: index)).OrderBy(item => item.Tokens.Length).ThenBy(item => item.Index).ToList();
        for (var start = 0; start < encoded.Count;)
        {
            var end = start + 1;
            while (end < encoded.Count && encoded[end].Tokens.Length * (end + 1 - start) <= tokensPerBatch)
                end++;
            using var scope = NewDisposeScope();
            var rows = Project(view, [.. encoded[start..end].Select(item => item.Tokens)], device).cpu().data<float>().ToArray();
            for (var i = start; i < end; i++)
                rows.AsSpan((i - start) * Config.Width, Config.Width).CopyTo(vectors.AsSpan(encoded[i].Index * Config.Width));
            start = end;
        }

        return vectors;
    }

    public void Save(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, ConfigFile), JsonSerializer.SerializeToUtf8Bytes(Config, SharedSpaceConfig.Json));
        ParameterFile.Save(Path.Combine(folder, ModelFile), Parameters);
        (_tokenizers["text"] as TextTokenizer)?.Save(Path.Combine(folder, Tokenizers.VocabularyFile));
    }

    /// <exception cref="ParameterMismatchException">When the file does not hold exactly this model.</exception>
    public static SharedSpace Load(string folder)
    {
        var config = JsonSerializer.Deserialize<SharedSpaceConfig>(File.ReadAllBytes(Path.Combine(folder, ConfigFile)), SharedSpaceConfig.Json)!;
        var space = new SharedSpace(config, config.Encoders.Select(encoder => Tokenizers.Load(encoder.View, folder)));
        ParameterFile.Load(Path.Combine(folder, ModelFile), space.Parameters);
        return space;
    }
}
