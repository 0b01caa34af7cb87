using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Federation;
using Tsumugi.Client.Jobs;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federating.Secure;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Federating.Site;

/// <summary>Trains the round's model on the site's files, and makes what is sent of it: the weights' change, alone, noisy or under masks.</summary>
internal sealed class TrainTask(SiteFolder folder, SiteHub hub, ITrainer trainer)
{
    /// <param name="tell">Told the phase, the steps done and all of them.</param>
    /// <returns>The result, and the update's norm; its bytes lie in the work folder's payload.</returns>
    public async Task<(TaskResultRequest Result, double Norm)> RunAsync(SiteTask task, SiteDataset dataset, Action<string, long, long> tell, CancellationToken stop)
    {
        var work = folder.Work(task.Id);
        var model = Path.Combine(work, "model");
        Directory.CreateDirectory(model);
        foreach (var (file, hash) in task.Files)
            await hub.FetchAsync(task.Id, task.Lease, file, hash, Path.Combine(model, Safe(file)), stop);
        using var before = SafetensorsFile.Open(Path.Combine(model, RoundNames.Model));
        var shape = ModelShape.Of(before);
        (float[] Server, float[] Own)? controls = task.Method.Name == RoundMethod.Scaffold ? Controls(task, shape, model) : null;
        var trained = await trainer.RunAsync(Order(task, dataset, model, controls is null ? null : Correction(shape, model, controls.Value), shape.Length), Path.Combine(work, "job"), tell, stop);
        if (trained.Examples < dataset.MinimumRows)
            throw new TrainingFailedException($"the dataset has fewer than the {dataset.MinimumRows} examples that this site asks for");
        using var after = SafetensorsFile.Open(Path.Combine(work, "job", "output", RoundNames.Model));
        if (shape.Misfit(after, [""]) is { } misfit)
            throw new TrainingFailedException(misfit);
        var change = new ChangeUpdate(shape.Update(after, task.Dataset, 1), shape.Update(before, task.Dataset, 1));
        var (sha256, norm) = task.Masked is null && controls is null
            ? Write(shape, change, Path.Combine(work, Outgoing.Payload))
            : WriteWhole(task, shape, Blocks.Read(change, 0, (int)shape.Length), controls, trained, Path.Combine(work, Outgoing.Payload));
        if (!double.IsFinite(norm))
            throw new TrainingFailedException(shape.Fault(after) ?? "the weights have moved further than a number can say");
        return (new()
        {
            Lease = task.Lease,
            Sha256 = sha256,
            Receipt = 0,
            Examples = trained.Examples,
            FirstLoss = task.Privacy is null ? trained.FirstLoss : null,
            LastLoss = task.Privacy is null ? trained.LastLoss : null,
            TrainingSeconds = trained.Seconds,
        }, norm);
    }

    /// <summary>The plain update goes from both models' files through one block of memory, and is hashed as it goes.</summary>
    private static (string Sha256, double Norm) Write(ModelShape shape, ChangeUpdate change, string payload)
    {
        using var file = new FileStream(payload, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hashed = new HashedStream(file);
        var norm = shape.Write(hashed, change);
        return (hashed.Sha256(), norm);
    }

    private (string Sha256, double Norm) WriteWhole(SiteTask task, ModelShape shape, float[] change, (float[] Server, float[] Own)? controls, Trained trained, string payload)
    {
        var norm = Blocks.Norm(new MemoryUpdate(task.Dataset, 1, change), change.Length, Environment.ProcessorCount);
        if (!double.IsFinite(norm))
            return ("", norm);
        if (task.Masked is { } masked)
            WriteMasked(task, masked, change, trained.Examples, norm, payload);
        else
            WriteControlled(task, shape, change, controls!.Value, trained, payload);
        return (FileHash.Of(payload), norm);
    }

    /// <summary>The update times its examples as whole numbers, under the masks of the round.</summary>
    private void WriteMasked(SiteTask task, MaskedRound round, float[] change, long examples, double norm, string payload)
    {
        // Nobody else sees this update alone, so that its bound is kept here.
        var factor = task.Method.NormBound > 0 && norm > task.Method.NormBound ? task.Method.NormBound / norm : 1;
        var numbers = new ulong[change.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = FixedPoint.Encode(change[i] * factor * examples);
        var secrets = MaskTasks.Secrets(folder, task);
        new MaskingSite(MaskTasks.Own(task, round, secrets), RoundNames.Masked(task.Training, task.Round), secrets).Mask(numbers, RoundNames.Keys(round.Sites));
        File.WriteAllBytes(payload, MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    /// <summary>cᵢ⁺ = cᵢ − c + (x − yᵢ) / Σ η: option II of SCAFFOLD, where every step has a rate of its own.</summary>
    private void WriteControlled(SiteTask task, ModelShape shape, float[] change, (float[] Server, float[] Own) controls, Trained trained, string payload)
    {
        var (moved, next) = (new float[change.Length], new float[change.Length]);
        for (var i = 0; i < change.Length; i++)
        {
            moved[i] = (float)(-controls.Server[i] - change[i] / trained.Rates);
            next[i] = controls.Own[i] + moved[i];
        }

        shape.Write(payload, new Dictionary<string, string>(), ("", change), (ModelShape.Control, moved));
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Control(task.Training))!);
        shape.Write($"{folder.Control(task.Training)}.{task.Round}", new Dictionary<string, string>(), ("", next));
    }

    /// <summary>The server's control variate, and this site's own as it was after its last round that arrived.</summary>
    private (float[] Server, float[] Own) Controls(SiteTask task, ModelShape shape, string model)
    {
        using var server = SafetensorsFile.Open(Path.Combine(model, RoundNames.Control));
        if (!File.Exists(folder.Control(task.Training)))
            return (shape.Read(server), new float[shape.Length]);
        using var own = SafetensorsFile.Open(folder.Control(task.Training));
        return (shape.Read(server), shape.Read(own));
    }

    /// <returns>A model folder whose numbers are c − cᵢ.</returns>
    private static string Correction(ModelShape shape, string model, (float[] Server, float[] Own) controls)
    {
        var correction = Path.Combine(Path.GetDirectoryName(model)!, "correction");
        Directory.CreateDirectory(correction);
        foreach (var file in Directory.EnumerateFiles(model).Where(file => Path.GetFileName(file) is not (RoundNames.Model or RoundNames.Control)))
            File.Copy(file, Path.Combine(correction, Path.GetFileName(file)), overwrite: true);
        shape.Write(Path.Combine(correction, RoundNames.Model), new Dictionary<string, string>(), ("", [.. controls.Server.Zip(controls.Own, (server, own) => server - own)]));
        return correction;
    }

    private static JobOrder Order(SiteTask task, SiteDataset dataset, string model, string? correction, long length)
    {
        var recipe = new JsonObject { ["recipe"] = JsonNode.Parse(task.Recipe) };
        if (task.Method.Name == RoundMethod.FedProx)
            recipe["proximal"] = task.Method.Proximal;
        if (correction is not null)
            recipe["controlled"] = true;
        if (task.Privacy is { } privacy)
            recipe["privacy"] = JsonSerializer.SerializeToNode(privacy, JsonSerializerOptions.Web);
        return new()
        {
            Id = task.Id,
            Kind = "federate",
            Seed = task.Seed,
            Recipe = JsonSerializer.SerializeToElement(recipe),
            Inputs =
            [
                new() { Name = "model", Node = $"round-{task.Training}-{task.Round}-{length}", Files = Files(model, file => Path.GetFileName(file) != RoundNames.Control) },
                new() { Name = "data", Node = $"the dataset {dataset.Name}", Files = Files(dataset.Folder, _ => true) },
                .. correction is null ? Array.Empty<JobInput>() : [new() { Name = "correction", Node = $"control-{task.Training}-{task.Round}", Files = Files(correction, _ => true) }],
            ],
        };
    }

    private static Dictionary<string, string> Files(string folder, Func<string, bool> taken) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(taken)
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), Path.GetFullPath, StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The hub names a file that would lie elsewhere.</exception>
    private static string Safe(string file) => file.Length > 0 && file == Path.GetFileName(file) && file is not ("." or "..")
        ? file
        : throw new InvalidDataException($"The hub names a file '{file}', which is no plain name.");
}
