using System.Text.Json;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>One item as a shared space reads it.</summary>
/// <param name="Tokens">Cut to the encoder's window.</param>
/// <param name="NGrams">Rows of the n-gram bag, over the whole length.</param>
public sealed record EncodedItem(int[] Tokens, int[] NGrams);

/// <summary>Encoders and n-gram bags of several views, with a projection each into one unit sphere.</summary>
public sealed class SharedSpace : nn.Module
{
    public const string ConfigFile = "config.json";
    public const string ModelFile = "model.safetensors";

    private readonly ModuleDict<Encoder> _encoders = [];
    private readonly ModuleDict<NGramBag> _bags = [];
    private readonly ModuleDict<Linear> _projections = [];
    private readonly Dictionary<string, ITokenizer> _tokenizers;

    public SharedSpace(SharedSpaceConfig config, IEnumerable<ITokenizer> tokenizers) : base("space")
    {
        Config = config;
        _tokenizers = tokenizers.ToDictionary(tokenizer => tokenizer.View);
        foreach (var encoder in config.Encoders)
        {
            _encoders.Add(encoder.View, new Encoder(encoder));
            _bags.Add(encoder.View, new NGramBag(config.Buckets, config.Width));
            _projections.Add(encoder.View, nn.Linear(encoder.Width + config.Width, config.Width, hasBias: false));
        }

        RegisterComponents();
    }

    public SharedSpaceConfig Config { get; }

    public IEnumerable<(string Name, Tensor Tensor)> Parameters => named_parameters().Select(row => (row.name, (Tensor)row.parameter));

    public Encoder Encoder(string view) => _encoders[view];

    public EncodedItem Encode(string view, string item) => new(
        _tokenizers[view].Encode(item, _encoders[view].Config.MaxTokens),
        NGramBag.Hash(_tokenizers[view].Encode(item, int.MaxValue), Config.NGrams, Config.Buckets));

    /// <returns>Unit vectors, [items, width], with their graph.</returns>
    public Tensor Project(string view, IReadOnlyList<EncodedItem> items, Device device)
    {
        using var scope = NewDisposeScope();
        return Project(view, Pool(view, items, device), [.. items.Select(item => item.NGrams)]).MoveToOuterDisposeScope();
    }

    /// <summary>The last step alone, from encoder states that are known already.</summary>
    /// <param name="pooled">[items, encoder's width]</param>
    public Tensor Project(string view, Tensor pooled, IReadOnlyList<int[]> ngrams)
    {
        using var scope = NewDisposeScope();
        var both = cat([pooled, _bags[view].forward(ngrams)], 1);
        return nn.functional.normalize(_projections[view].forward(both), dim: 1).MoveToOuterDisposeScope();
    }

    /// <returns>The encoder's mean states, [items, encoder's width].</returns>
    public Tensor Pool(string view, IReadOnlyList<EncodedItem> items, Device device)
    {
        using var scope = NewDisposeScope();
        return _encoders[view].Pool(Batch.Pack([.. items.Select(item => item.Tokens)], device)).MoveToOuterDisposeScope();
    }

    /// <returns>[items, encoder's width] for many items, without a graph.</returns>
    public Tensor PoolAll(string view, IReadOnlyList<EncodedItem> items, Device device)
    {
        float[] rows = [.. _encoders[view].PoolAll(items.Select(item => item.Tokens), device).SelectMany(row => row)];
        return tensor(rows, [items.Count, _encoders[view].Config.Width], device: device);
    }

    /// <returns>[items × width], row after row.</returns>
    public float[] Embed(string view, IReadOnlyList<string> items, Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        List<EncodedItem> encoded = [.. items.Select(item => Encode(view, item))];
        return Project(view, PoolAll(view, encoded, device), [.. encoded.Select(item => item.NGrams)]).cpu().data<float>().ToArray();
    }

    public void Save(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, ConfigFile), JsonSerializer.SerializeToUtf8Bytes(Config, SharedSpaceConfig.Json));
        ParameterFile.Save(Path.Combine(folder, ModelFile), Parameters);

        // Of a gene's views only text learns its vocabulary; a tokenizer.json of one view would look like that of the whole.
        _tokenizers[Views.Text].WriteTo(folder);
    }

    /// <exception cref="UnknownLayoutException">The folder is of no such model.</exception>
    /// <exception cref="ParameterMismatchException">When the file does not hold exactly this model.</exception>
    public static SharedSpace Load(string folder)
    {
        var config = ReadConfig(Path.Combine(folder, ConfigFile));
        var space = new SharedSpace(config, config.Encoders.Select(encoder => Tokenizers.Load(encoder.View, folder)));
        ParameterFile.Load(Path.Combine(folder, ModelFile), space.Parameters);
        return space;
    }

    private static SharedSpaceConfig ReadConfig(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<SharedSpaceConfig>(File.ReadAllBytes(path), SharedSpaceConfig.Json)! : throw new JsonException("it is absent");
        }
        catch (JsonException error)
        {
            throw new UnknownLayoutException(ConfigFile, [$"it is not of a model that connects views, as 'align' makes them ({error.Message})"]);
        }
    }
}
