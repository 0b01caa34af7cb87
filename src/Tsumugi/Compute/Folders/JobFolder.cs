using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Hub;

namespace Tsumugi.Compute.Folders;

/// <summary>The folder that hub and worker share for one job: see <see cref="JobOrder"/> for what is in it.</summary>
public sealed class JobFolder(HubOptions options, string jobId)
{
    public string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(options.Jobs, jobId));

    public string Order => System.IO.Path.Combine(Path, "order.json");

    public string Progress => System.IO.Path.Combine(Path, "progress.ndjson");

    public string Messages => System.IO.Path.Combine(Path, "stderr.txt");

    public string Output => System.IO.Path.Combine(Path, "output");

    private string Result => System.IO.Path.Combine(Path, "result.json");

    public async Task WriteOrderAsync(JobOrder order, CancellationToken stop)
    {
        Directory.CreateDirectory(Path);
        var unfinished = Order + ".new";
        await File.WriteAllBytesAsync(unfinished, JsonSerializer.SerializeToUtf8Bytes(order, JobJson.Default.JobOrder), stop);
        File.Move(unfinished, Order, overwrite: true);
    }

    /// <returns>Null while the worker has not finished.</returns>
    public async Task<JobResult?> ReadResultAsync(CancellationToken stop) =>
        File.Exists(Result) ? JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Result, stop), JobJson.Default.JobResult) : null;

    /// <returns>The last lines that the worker, or whoever ran it, said on standard error.</returns>
    public IReadOnlyList<string> LastMessages(int count) =>
        File.Exists(Messages) ? [.. File.ReadLines(Messages).Where(line => line.Length > 0).TakeLast(count)] : [];

    /// <summary>Frees what only a running job needs; order, progress and messages stay.</summary>
    public void Tidy()
    {
        foreach (var folder in (ReadOnlySpan<string>)[Output, System.IO.Path.Combine(Path, "checkpoint")])
            ScratchFolder.Delete(folder);
    }

    /// <returns>The steps of a job of commands that have begun; empty for other jobs.</returns>
    public async Task<IReadOnlyList<StepRecord>> ReadStepsAsync(CancellationToken stop)
    {
        var path = System.IO.Path.Combine(Path, StepFiles.Records);
        return File.Exists(path) ? JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, stop), JobJson.Default.ListStepRecord) ?? [] : [];
    }

    /// <summary>The log lines that the worker wrote for readers, the end of what each step said, then what the worker said on standard error.</summary>
    public async IAsyncEnumerable<(DateTimeOffset? At, string Text)> ReadLogAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var (lines, _) = ProgressTail.Read(Progress, 0);
        foreach (var line in lines.Where(line => line.Kind == ProgressKind.Log))
            yield return (line.At, line.Text ?? "");
        foreach (var (at, step) in (await ReadStepsAsync(stop)).Index())
        {
            foreach (var file in (string[])[StepFiles.Stdout(at + 1), StepFiles.Stderr(at + 1)])
            {
                var path = System.IO.Path.Combine(Path, file);
                if (!File.Exists(path) || new FileInfo(path).Length == 0)
                    continue;
                yield return (step.StartedAt, $"── {System.IO.Path.GetFileName(file)}");
                await foreach (var line in File.ReadLinesAsync(path, stop))
                    yield return (null, line);
            }
        }

        if (!File.Exists(Messages))
            yield break;
        await foreach (var line in File.ReadLinesAsync(Messages, stop))
            yield return (null, line);
    }
}
