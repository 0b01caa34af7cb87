using System.Text.Json;
using Tsumugi.Client.Datasets;

namespace Tsumugi.Datasets.Tensors;

/// <summary>The index of a model that is divided over several files: <c>weight_map</c> says where each tensor lies.</summary>
internal static class TensorIndex
{
    public const string Ending = ".safetensors.index.json";

    /// <summary>An index of a million tensors is far smaller.</summary>
    public const int MostBytes = 64 << 20;

    /// <param name="files">The revision's safetensors files.</param>
    public static TensorIndexView Compare(string path, ReadOnlyMemory<byte> json, IReadOnlyList<TensorFileView> files)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var known = files.ToDictionary(file => file.Path, file => file.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            var map = document.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => (Tensor: entry.Name, File: folder + entry.Value.GetString())).ToList();
            var missing = map.Where(entry => !known.TryGetValue(entry.File, out var tensors) || !tensors.Contains(entry.Tensor)).Select(entry => entry.Tensor);
            return new(path, map.Count, map.Select(entry => entry.File).Distinct(StringComparer.Ordinal).Count(), [.. missing], null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new(path, 0, 0, [], error.Message);
        }
    }
}
