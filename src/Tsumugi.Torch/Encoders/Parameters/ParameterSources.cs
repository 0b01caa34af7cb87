using Tsumugi.Formats;
using Tsumugi.Formats.Torch;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>Finds the reader for a file of parameters by its name.</summary>
public static class ParameterSources
{
    internal const string IndexEnding = ".index.json";

    private const string SafetensorsEnding = ".safetensors";

    /// <summary>What Hugging Face's libraries look for in a folder, first choice first.</summary>
    private static readonly string[] InFolder = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    /// <param name="path">A file (<c>.safetensors</c>; <c>.pt</c>, <c>.bin</c>, <c>.pth</c>, <c>.ckpt</c>; <c>.index.json</c> of several), or a model's folder.</param>
    /// <exception cref="InvalidFileException">The file breaks its format.</exception>
    /// <exception cref="IOException">Nothing here is known to hold parameters.</exception>
    public static IParameterSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            return Open(InFolder.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"The folder {Path.GetFileName(path)} has none of {string.Join(", ", InFolder)}."));
        }

        if (path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))
            return new ShardedParameters(Path.GetFullPath(path));
        if (path.EndsWith(SafetensorsEnding, StringComparison.OrdinalIgnoreCase))
            return new SafetensorsParameters(path);
        if (CheckpointNames.Includes(path))
            return new TorchParameters(path);
        throw new IOException($"{Path.GetFileName(path)} is read neither as parameters nor as their index; files that are end in {string.Join(", ", [SafetensorsEnding, .. CheckpointNames.Endings, IndexEnding])}.");
    }
}
