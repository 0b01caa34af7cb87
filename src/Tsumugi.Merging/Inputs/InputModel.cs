using System.Text.Json.Nodes;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;

namespace Tsumugi.Merging.Inputs;

/// <summary>One model that goes into a merge: its files, open, and under which names its tensors are known in the output.</summary>
public sealed class InputModel : IDisposable
{
    private readonly Dictionary<string, ShardedSafetensors> _statistics = new(StringComparer.Ordinal);
    private LoraAdapter? _adapter;

    private InputModel(string name, string identity, IReadOnlyDictionary<string, string> files)
    {
        (Name, Identity, Files, Tensors) = (name, identity, files, ShardedSafetensors.Open(files));
        Vocabulary = Vocabulary.Read(files);
    }

    /// <summary>As the configuration names it.</summary>
    public string Name { get; }

    /// <summary>What tells this model, with these bytes, from any other: a revision's node.</summary>
    public string Identity { get; }

    /// <summary>Path inside the model → path on the disk.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    public ShardedSafetensors Tensors { get; }

    internal Vocabulary? Vocabulary { get; }

    /// <summary>What keeps its adapter from being put onto it.</summary>
    internal IEnumerable<string> Misfits => _adapter?.Misfits(Tensors).Select(misfit => $"model '{Name}': {misfit}") ?? [];

    /// <param name="tensor">By the model's own name.</param>
    internal StoredTensor Stored(string tensor) => new(Tensors, tensor, _adapter?.Of(tensor));

    /// <exception cref="Formats.InvalidFileException">A file breaks the rules of its format.</exception>
    /// <exception cref="FileNotFoundException">It has no tensors.</exception>
    public static InputModel Open(string name, string identity, IReadOnlyDictionary<string, string> files)
    {
        try
        {
            return new(name, identity, files);
        }
        catch (FileNotFoundException error)
        {
            throw new FileNotFoundException($"The model '{name}' ({identity}) cannot be read: {error.Message}");
        }
    }

    /// <summary>A model alone, or with an adapter put onto it.</summary>
    /// <param name="reference"><c>model</c> or <c>model+adapter</c>, as the configuration names it.</param>
    /// <param name="input">Identity and files of a model or an adapter.</param>
    /// <inheritdoc cref="Open(string, string, IReadOnlyDictionary{string, string})"/>
    public static InputModel Open(string reference, Func<string, (string Identity, IReadOnlyDictionary<string, string> Files)> input)
    {
        if (reference.Split(MergeConfiguration.Onto) is not [var name, var adapter])
            return Open(reference, input(reference).Identity, input(reference).Files);
        var ((identity, files), (onto, additions)) = (input(name), input(adapter));
        var model = Open(reference, $"{identity}{MergeConfiguration.Onto}{onto}", files);
        try
        {
            model._adapter = LoraAdapter.Open(adapter, additions);
            return model;
        }
        catch (Exception error)
        {
            model.Dispose();
            if (error is FileNotFoundException)
                throw new FileNotFoundException($"The adapter '{adapter}' ({onto}) cannot be read: {error.Message}");
            throw;
        }
    }

    /// <param name="folder">A model on the disk; its identity is its files' lengths and times.</param>
    public static InputModel OpenFolder(string name, string folder)
    {
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"There is no folder {folder} for the model '{name}'.");
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path), path => path, StringComparer.Ordinal);
        var stamps = files.Select(file => $"{file.Key} {new FileInfo(file.Value).Length} {File.GetLastWriteTimeUtc(file.Value):O}");
        return Open(name, string.Join('\n', stamps), files);
    }

    /// <summary>The model's description; empty where it has none or none that can be read.</summary>
    public JsonObject Config()
    {
        try
        {
            return Files.TryGetValue("config.json", out var path) ? JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? [] : [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    /// <returns>Null where the model has no such file, or the file no such tensor.</returns>
    internal StoredTensor? Statistic(string file, string tensor)
    {
        if (!_statistics.TryGetValue(file, out var opened))
        {
            if (!Files.TryGetValue(file, out var path))
                return null;
            opened = _statistics[file] = ShardedSafetensors.Open(new Dictionary<string, string> { [ShardedSafetensors.SingleFile] = path });
        }

        return opened.Tensors.ContainsKey(tensor) ? new(opened, tensor) : null;
    }

    public void Dispose()
    {
        Tensors.Dispose();
        _adapter?.Dispose();
        foreach (var file in _statistics.Values)
            file.Dispose();
    }
}
