using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Jobs;
using Tsumugi.Formats;
using Tsumugi.Formats.Torch;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>Writes the tensors of checkpoints of PyTorch as safetensors. What holds more than tensors is left as it is, and said.</summary>
internal sealed class ConvertRunner : IJobRunner
{
    private const string IndexFile = "pytorch_model.bin.index.json";

    public string Kind => "convert";

    public bool UsesTorch => false;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        EmptyRecipe.Check(order.Recipe, Kind);
        var input = order.Input("model");
        var candidates = input.Files.Where(file => CheckpointNames.Includes(file.Key))
            .OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        var converted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? refused = null;
        foreach (var (done, (path, content)) in candidates.Index())
        {
            stop.ThrowIfCancellationRequested();
            observer.Progress("converting", done, candidates.Count);
            var target = CheckpointNames.Converted(path);
            if (input.Files.ContainsKey(target) || converted.ContainsValue(target))
            {
                observer.Log($"{path}: {target} is there already.");
                continue;
            }

            try
            {
                Convert(path, content, Path.Combine(files.Output, target), observer, stop);
                converted[path] = target;
            }
            catch (InvalidFileException error)
            {
                observer.Log(error.Message);
                refused ??= error.Message;
            }
        }

        if (converted.Count == 0)
            throw new JobRefusedException(refused ?? $"The revision {input.Node} has no checkpoint of PyTorch ({string.Join(", ", CheckpointNames.Endings)}) that is not there as safetensors already.");
        await WriteIndexAsync(input, converted, files.Output, stop);
        return OrderedInputs.Facts(("converted", converted.Keys));
    }

    private static void Convert(string path, string content, string target, ITrainingObserver observer, CancellationToken stop)
    {
        using var checkpoint = TorchFile.Open(File.OpenRead(content), path, stop);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        TorchToSafetensors.Write(checkpoint, path, target);
        observer.Log($"{path}: {checkpoint.Tensors.Count} tensors."
            + (checkpoint.LeftOut.Count > 0 ? $" Left out: {string.Join(", ", checkpoint.LeftOut.Take(10))}{(checkpoint.LeftOut.Count > 10 ? " …" : "")}." : ""));
    }

    /// <summary>The index of a sharded model names the new shards; only when every shard was converted, now or before.</summary>
    private static async Task WriteIndexAsync(JobInput input, SortedDictionary<string, string> converted, string output, CancellationToken stop)
    {
        if (!input.Files.TryGetValue(IndexFile, out var content) || input.Files.ContainsKey("model.safetensors.index.json"))
            return;
        var index = JsonNode.Parse(await File.ReadAllTextAsync(content, stop));
        if (index?["weight_map"] is not JsonObject shards)
            throw new JobRefusedException($"{IndexFile} has no weight_map; mend it and submit the job again.");
        foreach (var (tensor, shard) in shards.ToList())
        {
            var path = (string?)shard ?? "";
            if (!converted.TryGetValue(path, out var target) && !input.Files.ContainsKey(target = CheckpointNames.Converted(path)))
                throw new JobRefusedException($"{IndexFile} puts {tensor} into {shard}, which was not converted.");
            shards[tensor] = target;
        }

        await File.WriteAllTextAsync(Path.Combine(output, "model.safetensors.index.json"), index.ToJsonString(new() { WriteIndented = true }), stop);
    }
}
