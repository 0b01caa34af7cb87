using System.Text.Json;
using Tsumugi.Formats;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>The tensors of a model that is divided over several files; an index (<c>*.index.json</c>) says where each lies.</summary>
internal sealed class ShardedParameters : IParameterSource
{
    /// <summary>An index of a million tensors is far smaller.</summary>
    private const int MostBytes = 64 << 20;

    private const string Map = "weight_map";

    private readonly Dictionary<string, IParameterSource> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IParameterSource> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredParameter> _parameters = new(StringComparer.Ordinal);

    /// <exception cref="InvalidFileException">The index is damaged, leads out of its folder, or does not agree with the files that it names.</exception>
    public ShardedParameters(string path)
    {
        Name = Path.GetFileName(path);
        try
        {
            foreach (var (tensor, file) in ReadMap(path))
            {
                if (!_shards.TryGetValue(file, out var shard))
                    _shards[file] = shard = OpenShard(Path.GetDirectoryName(path)!, file);
                if (!shard.Parameters.TryGetValue(tensor, out var stored))
                    throw Fault(tensor, $"{file} does not hold it.");
                (_holders[tensor], _parameters[tensor]) = (shard, stored);
            }

            foreach (var (file, shard) in _shards)
            {
                if (shard.Parameters.Keys.FirstOrDefault(tensor => !_holders.TryGetValue(tensor, out var holder) || holder != shard) is { } stray)
                    throw Fault(stray, $"{file} holds it, and the index does not say so.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, StoredParameter> Parameters => _parameters;

    public void CopyTo(string parameter, Stream destination) => _holders[parameter].CopyTo(parameter, destination);

    public void Dispose()
    {
        foreach (var shard in _shards.Values)
            shard.Dispose();
    }

    private List<(string Tensor, string File)> ReadMap(string path)
    {
        if (new FileInfo(path).Length is var length && length > MostBytes)
            throw Fault(Map, $"It has {length} bytes; an index has at most {MostBytes}.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { AllowDuplicateProperties = false });
            return [.. document.RootElement.GetProperty(Map).EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString() ?? ""))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Fault(Map, $"It is no index of tensors ({error.Message}).", error);
        }
    }

    private IParameterSource OpenShard(string folder, string file)
    {
        if (file.Length == 0 || file.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || file.EndsWith(ParameterSources.IndexEnding, StringComparison.OrdinalIgnoreCase))
            throw Fault(Map, $"'{file}' is no file of tensors in the index's own folder.");
        if (!File.Exists(Path.Combine(folder, file)))
            throw Fault(Map, $"{file} is not beside the index.");
        return ParameterSources.Open(Path.Combine(folder, file));
    }

    private InvalidFileException Fault(string field, string problem, Exception? cause = null) => new(new()
    {
        Rule = "shards",
        File = Name,
        Field = field.Length <= 200 ? field : $"{field.AsSpan(0, 200)}…",
        Problem = problem,
        Remedy = "Fetch the index and all files that it names again, from one revision.",
    }, cause);
}
