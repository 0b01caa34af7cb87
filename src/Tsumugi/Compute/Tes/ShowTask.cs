using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Folders;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Tes;

/// <summary>A job as the task that it was sent as.</summary>
/// <param name="host">Of the hub, with its port where it has one.</param>
public sealed class ShowTask(HubDb db, HubOptions options, string host)
{
    /// <summary>Letters of what an executor said; the job's own log has more.</summary>
    private const int TailLetters = 16_384;

    public async Task<TesTask> RunAsync(Job job, TesView view, CancellationToken stop)
    {
        if (view == TesView.MINIMAL)
            return new() { Id = job.Id, State = TesStates.Of(job) };
        var recipe = CommandRecipe.Read(JsonSerializer.Deserialize<JsonElement>(job.Recipe));
        var task = recipe.Task!.Value.Deserialize<TesTask>(TesTask.Json)!;
        return task with
        {
            Id = job.Id,
            State = TesStates.Of(job),
            CreationTime = Moment(job.CreatedAt),
            Inputs = view == TesView.FULL ? task.Inputs : task.Inputs?.Select(input => input with { Content = null }).ToList(),
            Logs = job.StartedAt is null ? [] : [await LogAsync(job, recipe, view, stop)],
        };
    }

    private async Task<TesTaskLog> LogAsync(Job job, CommandRecipe recipe, TesView view, CancellationToken stop)
    {
        var folder = new JobFolder(options, job.Id);
        var executors = new List<TesExecutorLog>();
        foreach (var (at, step) in (await folder.ReadStepsAsync(stop)).Index())
        {
            // The standard has no log without an exit code: what still runs has none, what was ended for taking too much was killed.
            if (step.EndedAt is not { } ended)
                continue;
            var full = view == TesView.FULL;
            executors.Add(new(
                Moment(step.StartedAt.UtcDateTime), Moment(ended.UtcDateTime),
                full ? await TailAsync(folder, StepFiles.Stdout(at + 1), stop) : null, full ? await TailAsync(folder, StepFiles.Stderr(at + 1), stop) : null,
                step.ExitCode ?? 137));
        }

        var metadata = new Dictionary<string, string> { ["site"] = job.SiteId, ["attempt"] = job.Attempt.ToString(CultureInfo.InvariantCulture) };
        if (job.Nodes is { } nodes)
            metadata["nodes"] = nodes;
        if (job.Failure is { } failure)
            metadata["failure"] = failure.ToString();
        return new(executors, metadata, Moment(job.StartedAt!.Value), job.FinishedAt is { } end ? Moment(end) : null, await OutputsAsync(job, recipe, stop),
            view == TesView.FULL ? [.. new[] { job.Reason.ToString()!, job.Placement.ToString()! }.Where(words => words.Length > 0)] : null);
    }

    /// <summary>Files of the revision that the job made, each with the path at which its program had left it.</summary>
    private async Task<List<TesOutputFileLog>> OutputsAsync(Job job, CommandRecipe recipe, CancellationToken stop)
    {
        if (job.Outputs is not [var made, ..])
            return [];
        var node = NodeRef.Parse(made);
        var repository = await FindRepository.OfNode(db, node).AsNoTracking().FirstAsync(stop);
        var files = await RevisionFiles.AllAsync(db, await FindRevision.OfNodeAsync(db, node, stop), stop);
        return
        [
            .. files.Select(file => new TesOutputFileLog(
                $"drs://{host}/{DrsId.OfFile(repository, file.Hash)}", PathOf(file.Path, recipe.Outputs), file.Size.ToString(CultureInfo.InvariantCulture))),
        ];
    }

    private static string PathOf(string file, IReadOnlyList<CommandOutput> outputs)
    {
        var declared = outputs.Where(output => output.As is "" || CommandPaths.Within(file, output.As!.TrimEnd('/'))).MaxBy(output => output.As!.Length)!;
        if (declared.As is "" && Path.GetFileName(declared.Path) == file)
            return declared.Path;
        var below = declared.As is "" ? "/" + file : file[declared.As!.TrimEnd('/').Length..];
        return (CommandPaths.HasSigns(declared.Path) ? declared.Prefix!.TrimEnd('/') : CommandPaths.Trimmed(declared.Path)) + below;
    }

    private static async Task<string> TailAsync(JobFolder folder, string file, CancellationToken stop)
    {
        var path = Path.Combine(folder.Path, file);
        var text = File.Exists(path) ? await File.ReadAllTextAsync(path, stop) : "";
        return text.Length > TailLetters ? text[^TailLetters..] : text;
    }

    private static string Moment(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
