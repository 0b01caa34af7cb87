using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Training;
using Tsumugi.Worker.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>Runs programs one after the other, each in a sandbox of its own, and takes over the files that the recipe declares.</summary>
internal sealed class CommandRunner : IJobRunner
{
    public string Kind => CommandRecipe.KindName;

    public bool UsesTorch => false;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var sandbox = order.Sandbox ?? throw new JobRefusedException("The order says nothing of a sandbox, and no command runs without one.");
        var recipe = CommandRecipe.Read(order.Recipe);
        using var scratch = new JobScratch(files.Checkpoint, recipe, order);
        var records = new List<StepRecord>();
        Directory.CreateDirectory(Path.Combine(files.Folder, Path.GetDirectoryName(StepFiles.Stdout(1))!));
        foreach (var (at, step) in recipe.Steps.Index())
        {
            observer.Progress("commands", at, recipe.Steps.Count);
            records.Add(new() { Command = step.Command, Image = step.Image, StartedAt = DateTimeOffset.UtcNow });
            await WriteAsync(files, records);
            int? code = null;
            try
            {
                code = await new SandboxedStep(step, at + 1, order, sandbox, scratch, files.Folder).RunAsync(stop);
            }
            finally
            {
                records[at] = records[at] with { EndedAt = DateTimeOffset.UtcNow, ExitCode = code };
                await WriteAsync(files, records);
            }

            observer.Log($"Step {at + 1} ({records[at].Shown}): exit code {code}.");
            if (code != 0 && !step.IgnoreError)
                throw new JobRefusedException($"Step {at + 1} ({records[at].Shown}) ended with exit code {code}{Signal(code)}. {TailFile.LastLine(Path.Combine(files.Folder, StepFiles.Stderr(at + 1)))}".TrimEnd());
        }

        observer.Progress("commands", recipe.Steps.Count, recipe.Steps.Count);
        CollectOutputs.Run(recipe, scratch, files.Output);
        return OrderedInputs.Facts(("steps", recipe.Steps.Count));
    }

    private static string Signal(int? code) => code is > 128 and < 128 + 65 ? $" (signal {code - 128})" : "";

    private static async Task WriteAsync(JobFiles files, List<StepRecord> records)
    {
        var path = Path.Combine(files.Folder, StepFiles.Records);
        await File.WriteAllBytesAsync(path + ".new", JsonSerializer.SerializeToUtf8Bytes(records, JobJson.Default.ListStepRecord), CancellationToken.None);
        File.Move(path + ".new", path, overwrite: true);
    }
}
