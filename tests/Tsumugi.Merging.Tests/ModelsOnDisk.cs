using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;

namespace Tsumugi.Merging.Tests;

/// <summary>Small models in folders of their own, and merges of them.</summary>
public sealed class ModelsOnDisk : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("tsumugi-merging-");
    private readonly Dictionary<string, InputModel> _models = new(StringComparer.Ordinal);

    public string Root => _root.FullName;

    public void Dispose()
    {
        foreach (var model in _models.Values)
            model.Dispose();
        _root.Delete(recursive: true);
    }

    /// <summary>A transformer in names only: embeddings, layers of one matrix and one vector, a norm; every number is the model's own.</summary>
    public static (string Name, long[] Shape)[] Transformer(int layers, string prefix = "", int tokens = 6) =>
    [
        ($"{prefix}embed_tokens.weight", [tokens, 4]),
        .. Enumerable.Range(0, layers).SelectMany(layer => ((string, long[])[])[($"{prefix}layers.{layer}.mlp.weight", [4, 8]), ($"{prefix}layers.{layer}.norm.weight", [4])]),
        ($"{prefix}norm.weight", [4]),
    ];

    public void Add(string name, double value, params (string Name, long[] Shape)[] tensors) =>
        Add(name, TensorType.F32, [.. tensors.Select(tensor => (tensor.Name, tensor.Shape, Enumerable.Repeat(value, (int)tensor.Shape.Aggregate(1L, (count, length) => count * length)).ToArray()))]);

    public void Add(string name, TensorType type, params (string Name, long[] Shape, double[] Numbers)[] tensors) => Write(name, "model.safetensors", type, tensors);

    public void Write(string name, string file, TensorType type, params (string Name, long[] Shape, double[] Numbers)[] tensors)
    {
        Directory.CreateDirectory(Path.Combine(Root, name));
        SafetensorsWriter.Write(Path.Combine(Root, name, file), new Dictionary<string, string>(), tensors.Select(tensor =>
        {
            var bytes = new byte[tensor.Numbers.Length * type.Size()];
            TensorNumbers.Encode(type, tensor.Numbers, bytes);
            return (tensor.Name, type, tensor.Shape, (ReadOnlyMemory<byte>)bytes);
        }));
    }

    public void Put(string model, string file, string text) => File.WriteAllText(Path.Combine(Root, model, file), text);

    public MergePlan Plan(string yaml, long seed = 1)
    {
        var configuration = ConfigurationReader.Read(yaml);
        foreach (var name in configuration.Models.Where(name => !_models.ContainsKey(name) && name.Split('+').All(part => Directory.Exists(Path.Combine(Root, part)))))
        {
            _models[name] = name.Contains('+', StringComparison.Ordinal)
                ? InputModel.Open(name, part => (part, Directory.EnumerateFiles(Path.Combine(Root, part)).ToDictionary(path => Path.GetFileName(path))))
                : InputModel.OpenFolder(name, Path.Combine(Root, name));
        }

        return MergePlanner.Plan(configuration, _models, seed);
    }

    public IReadOnlyList<string> Conflicts(string yaml) => Assert.Throws<MergeConflictException>(() => Plan(yaml)).Conflicts;

    public async Task<ShardedSafetensors> MergeAsync(string yaml, MergeOptions? options = null, string output = "out", Action<MergeProgress>? told = null, CancellationToken stop = default)
    {
        await Merger.RunAsync(Plan(yaml), options ?? new(), Path.Combine(Root, "." + output), Path.Combine(Root, output), told ?? (_ => { }), stop);
        return Open(output);
    }

    public ShardedSafetensors Open(string folder) => ShardedSafetensors.Open(
        Directory.EnumerateFiles(Path.Combine(Root, folder)).ToDictionary(path => Path.GetFileName(path)));

    public static double[] Numbers(ShardedSafetensors model, string tensor)
    {
        var info = model[tensor];
        var (bytes, numbers) = (new byte[info.ByteLength], new double[info.ElementCount]);
        model.Read(tensor, 0, bytes);
        TensorNumbers.Decode(info.Type, bytes, numbers);
        return numbers;
    }
}
