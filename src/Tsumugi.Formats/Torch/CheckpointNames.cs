namespace Tsumugi.Formats.Torch;

/// <summary>What files of checkpoints are called.</summary>
public static class CheckpointNames
{
    public static IReadOnlyList<string> Endings { get; } = [".bin", ".pt", ".pth", ".ckpt"];

    public static bool Includes(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the same tensors lie as safetensors, under the name that Hugging Face's libraries look for.</summary>
    public static string Converted(string path)
    {
        var (folder, name) = (path[..(path.LastIndexOf('/') + 1)], Path.GetFileNameWithoutExtension(path));
        if (name.StartsWith("pytorch_model", StringComparison.Ordinal))
            name = name["pytorch_".Length..];
        return $"{folder}{name}.safetensors";
    }
}
