using System.Diagnostics;
using System.Text.Json;
using Tsumugi.Client.Jobs;

namespace Tsumugi.Federating.Site;

/// <summary>Trains by the worker program, as the hub's own jobs are; it ends with the agent.</summary>
/// <param name="worker">Path of <c>Tsumugi.Worker.dll</c>.</param>
public sealed class WorkerTrainer(string worker) : ITrainer
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <summary>What a worker may know of the agent's environment.</summary>
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "CUDA_VISIBLE_DEVICES", "SystemRoot"];

    public async Task<Trained> RunAsync(JobOrder order, string folder, Action<string, long, long> progress, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "order.json"), JsonSerializer.SerializeToUtf8Bytes(order, JobJson.Default.JobOrder), stop);
        File.Delete(Path.Combine(folder, "result.json"));
        File.Delete(Path.Combine(folder, "progress.ndjson"));
        var clock = Stopwatch.StartNew();
        using var process = Start(folder);
        var said = process.StandardError.ReadToEndAsync(stop);
        try
        {
            var ended = process.WaitForExitAsync(stop);
            while (await Task.WhenAny(ended, Task.Delay(Between, stop)) != ended)
                Tell(folder, progress);
            await ended;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // What the worker says may quote the data; it stays at the site.
        if (process.ExitCode != 0)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "messages.txt"), await said, stop);
            throw new TrainingFailedException($"the training ended with code {process.ExitCode}; the site's operator finds the reason in its folder");
        }

        return Read(folder, clock.Elapsed.TotalSeconds);
    }

    private Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [worker, "run", folder]) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Trained Read(string folder, double seconds)
    {
        var facts = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "result.json")), JobJson.Default.JobResult)!.Facts;
        var losses = Lines(folder).Where(line => line is { Kind: ProgressKind.Metric, Name: "loss" }).ToList();
        return new(
            facts["trainedItems"].GetInt64(), facts["steps"].GetInt32(), facts.TryGetValue("rates", out var rates) ? rates.GetDouble() : 0,
            losses.Count > 0 && losses[0].Step == 1 ? losses[0].Value : null, facts.TryGetValue("finalLoss", out var last) ? last.GetDouble() : null, seconds);
    }

    private static void Tell(string folder, Action<string, long, long> progress)
    {
        if (Lines(folder).LastOrDefault(line => line.Kind == ProgressKind.Progress) is { Phase: { } phase, Step: { } step, Total: { } total })
            progress(phase, step, total);
    }

    private static List<ProgressLine> Lines(string folder)
    {
        var path = Path.Combine(folder, "progress.ndjson");
        var lines = new List<ProgressLine>();
        if (!File.Exists(path))
            return lines;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (line.Length > 0 && JsonSerializer.Deserialize(line, JobJson.Default.ProgressLine) is { } read)
                    lines.Add(read);
            }
            catch (JsonException)
            {
                // The worker is writing this line just now.
            }
        }

        return lines;
    }
}
