using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>Any number of models with a projection each into one unit sphere. Its files hold the projections; the models lie in their own repositories.</summary>
public sealed class ConnectedSpace : IDisposable
{
    /// <summary>Folder within a connected model's own where the files of its parts are put, each under its name.</summary>
    public const string PartsFolder = "parts";

    private const string ModelFile = "model.safetensors";
    private const string AdaptersFolder = "adapters";

    private readonly Dictionary<string, PartProjection> _projections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Part> _parts = new(StringComparer.Ordinal);

    /// <param name="config">Without parts; they come with <see cref="Add"/>.</param>
    public ConnectedSpace(ConnectionConfig config) => Config = config with { Parts = [] };

    public ConnectionConfig Config { get; private set; }

    public IReadOnlyDictionary<string, Part> Parts => _parts;

    /// <summary>What a card says of it.</summary>
    public IReadOnlyList<(string Name, object Value)> Facts =>
    [
        ("parts", _parts.ToDictionary(part => part.Key, part => part.Value.Config.Model)),
        ("partViews", _parts.ToDictionary(part => part.Key, part => part.Value.Config.View)),
        ("width", Config.Width),
        ("parameters", Parameters.Sum(parameter => parameter.Tensor.numel())),
        ("trainedPairs", Config.TrainedPairs.Select(pair => string.Join('-', pair)).ToArray()),
    ];

    /// <summary>What is its own beside adapters: the projections.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Parameters =>
        _projections.SelectMany(part => part.Value.named_parameters().Select(row => ($"{part.Key}.{row.name}", (Tensor)row.parameter)));

    public PartProjection Projection(string part) => _projections[part];

    /// <summary>Takes a model in; its projection knows nothing yet.</summary>
    public void Add(Part part)
    {
        Config = Config with { Parts = [.. Config.Parts, part.Config] };
        _parts.Add(part.Config.Name, part);
        _projections.Add(part.Config.Name, new PartProjection(part.Encoder.Config.Width, HasNGrams(part.Config.Name), Config));
    }

    /// <summary>Says that pairs of two parts were trained on.</summary>
    public void Trained(IEnumerable<(string Left, string Right)> pairs) =>
        Config = Config with { TrainedPairs = [.. Config.TrainedPairs, .. pairs.Where(pair => !Config.IsTrained(pair.Left, pair.Right)).Distinct().Select(pair => new[] { pair.Left, pair.Right })] };

    /// <summary>Brings everything to a device.</summary>
    public void MoveTo(Device device)
    {
        foreach (var (name, part) in _parts)
        {
            part.Encoder.to(device);
            _projections[name].to(device);
        }
    }

    /// <summary>Whether n-grams of the whole item stand beside a part's states; where they do not, nobody need read it whole.</summary>
    public bool HasNGrams(string part) => Config.NGrams > 0 && _parts[part].HasNGrams;

    /// <returns>Rows of the part's n-gram bag; none where it has no bag.</returns>
    public int[] NGrams(string part, ReadOnlySpan<int> ids) =>
        HasNGrams(part) ? _parts[part].NGrams(ids, Config.NGrams, Config.Buckets) : [];

    /// <param name="items">As the part's vocabulary reads them, cut to its window.</param>
    /// <param name="ngrams">Of the whole items.</param>
    /// <returns>Unit vectors, [items, width], without a graph.</returns>
    public Tensor Embed(string part, IReadOnlyList<TokenizedItem> items, IReadOnlyList<int[]> ngrams, Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return _projections[part].Project(_parts[part].PoolAll(items.Count, place => items[place], device), ngrams).MoveToOuterDisposeScope();
    }

    /// <summary>Writes what is its own: what it is, projections, adapters. Files of its parts are not among them.</summary>
    public void Save(string folder)
    {
        Config.Write(folder);
        ParameterFile.Save(Path.Combine(folder, ModelFile), Parameters);
        foreach (var part in _parts.Values.Where(part => part.Config.Adapters is not null))
        {
            using var adapter = PeftAdapter.Of(part.Encoder, part.Config.Adapters!);
            adapter.Save(AdapterOf(folder, part.Config), part.Config.Model);
        }
    }

    /// <param name="folder">Of a connected model, the files of each part under <see cref="PartsFolder"/>.</param>
    /// <exception cref="Layouts.UnknownLayoutException">The folder is of no such model.</exception>
    /// <exception cref="ParameterMismatchException">A file does not hold exactly what it should.</exception>
    /// <exception cref="IOException">A part is absent.</exception>
    public static ConnectedSpace Load(string folder)
    {
        var config = ConnectionConfig.Read(folder);
        var space = new ConnectedSpace(config);
        foreach (var part in config.Parts)
        {
            var own = Path.Combine(folder, PartsFolder, part.Name);
            if (!Directory.Exists(own))
                throw new DirectoryNotFoundException($"The part '{part.Name}' ({part.Model}) is not in {PartsFolder}/{part.Name}; put its files there.");
            var loaded = Part.Load(part.Name, part.Model, own, part.Adapters);
            if (part.Adapters is not null)
                PeftAdapter.Load(AdapterOf(folder, part), loaded.Encoder, part.Adapters);
            space.Add(loaded);
        }

        ParameterFile.Load(Path.Combine(folder, ModelFile), space.Parameters);
        return space;
    }

    public void Dispose()
    {
        foreach (var (name, part) in _parts)
        {
            part.Dispose();
            _projections[name].Dispose();
        }
    }

    private static string AdapterOf(string folder, PartConfig part) => Path.Combine(folder, AdaptersFolder, part.Name);
}
