using System.Text.Json;

namespace Tsumugi.Formats.Safetensors;

/// <summary>A model's tensors from one file or from the shards that an index names; every header is checked, tensors are read on demand.</summary>
public sealed class ShardedSafetensors : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private const long MostIndexBytes = 100_000_000;

    private readonly Dictionary<string, SafetensorsFile> _files;

    private ShardedSafetensors(Dictionary<string, SafetensorsFile> files)
    {
        _files = files;
        Tensors = files.SelectMany(file => file.Value.Tensors.Keys.Select(name => (name, file.Key)))
            .ToDictionary(pair => pair.name, pair => pair.Key, StringComparer.Ordinal);
    }

    /// <summary>Tensor's name → the file that holds it.</summary>
    public IReadOnlyDictionary<string, string> Tensors { get; }

    public IReadOnlyCollection<string> Files => _files.Keys;

    public TensorInfo this[string tensor] => FileOf(tensor)[tensor];

    public IReadOnlyDictionary<string, string> Metadata(string file) => _files[file].Metadata;

    /// <inheritdoc cref="SafetensorsFile.Read"/>
    public void Read(string tensor, long offset, Span<byte> destination) => FileOf(tensor).Read(tensor, offset, destination);

    /// <param name="files">Path inside the model → path on the disk; the index counts before a single file.</param>
    /// <exception cref="InvalidFileException">A file or the index breaks a rule, or they disagree.</exception>
    /// <exception cref="FileNotFoundException">There are no tensors.</exception>
    public static ShardedSafetensors Open(IReadOnlyDictionary<string, string> files)
    {
        var opened = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            if (files.TryGetValue(IndexFile, out var index))
                OpenShards(opened, ReadIndex(index), files);
            else if (files.TryGetValue(SingleFile, out var single))
                opened[SingleFile] = SafetensorsFile.Open(single, SingleFile);
            else
                throw new FileNotFoundException($"Neither {SingleFile} nor {IndexFile} is there; convert checkpoints of other formats first.");
            return new(opened);
        }
        catch
        {
            foreach (var file in opened.Values)
                file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private SafetensorsFile FileOf(string tensor) => Tensors.TryGetValue(tensor, out var file)
        ? _files[file]
        : throw new KeyNotFoundException($"There is no tensor '{tensor}'.");

    private static void OpenShards(Dictionary<string, SafetensorsFile> opened, Dictionary<string, string> places, IReadOnlyDictionary<string, string> files)
    {
        foreach (var shard in places.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!files.TryGetValue(shard, out var path))
                throw Fault("weight_map", $"It names the shard '{SafetensorsFault.Short(shard)}', which is not there.");
            opened[shard] = SafetensorsFile.Open(path, shard);
        }

        foreach (var (tensor, shard) in places)
        {
            if (!opened[shard].Tensors.ContainsKey(tensor))
                throw Fault($"weight_map.{SafetensorsFault.Short(tensor)}", $"{shard} has no such tensor.");
        }

        foreach (var (shard, file) in opened)
        {
            if (file.Tensors.Keys.FirstOrDefault(tensor => !places.TryGetValue(tensor, out var at) || at != shard) is { } stray)
                throw Fault("weight_map", $"{shard} holds '{SafetensorsFault.Short(stray)}', which the index does not put there.");
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        if (new FileInfo(path).Length > MostIndexBytes)
            throw Fault("index", $"It is longer than {MostIndexBytes} bytes.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw Fault("weight_map", "It is absent or no object.");
            var places = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var place in map.EnumerateObject())
                places[place.Name] = place.Value.ValueKind == JsonValueKind.String ? place.Value.GetString()!
                    : throw Fault($"weight_map.{SafetensorsFault.Short(place.Name)}", "The name of a shard is a string.");
            return places.Count > 0 ? places : throw Fault("weight_map", "It names no tensor.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Fault("index", $"It is not JSON: {error.Message}", error);
        }
    }

    private static InvalidFileException Fault(string field, string problem, Exception? cause = null) => new(new()
    {
        File = IndexFile,
        Field = field,
        Problem = problem,
        Remedy = "Fetch the index and its shards again from one revision.",
    }, cause);
}
