using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Training.Ranks;

namespace Tsumugi.Worker.Jobs;

/// <summary>The worker's side of a job folder; the hub's side is described at <see cref="JobOrder"/>.</summary>
/// <param name="ranks">The processes that run the job; all but the first write into folders of their own, which nobody reads.</param>
internal sealed class JobFiles(string folder, IRanks ranks)
{
    public IRanks Ranks => ranks;

    public string Folder => folder;

    public string Output { get; } = Path.Combine(Own(folder, ranks), "output");

    public string Checkpoint { get; } = Path.Combine(Own(folder, ranks), "checkpoint");

    public string Progress { get; } = Path.Combine(folder, "progress.ndjson");

    private string Result { get; } = Path.Combine(folder, "result.json");

    private string Others { get; } = Path.Combine(folder, "ranks");

    private static string Own(string folder, IRanks ranks) => ranks.Rank == 0 ? folder : Path.Combine(folder, "ranks", $"{ranks.Rank}");

    /// <summary>Keeps a second worker out while this one lives; the system lets go of it however this one ends.</summary>
    /// <exception cref="JobRefusedException">When another worker holds the folder.</exception>
    public async Task<FileStream> TakeAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(Path.Combine(folder, "worker.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 50)
            {
                // The worker before this one is on its way out.
                await Task.Delay(100);
            }
            catch (IOException)
            {
                throw new JobRefusedException($"Another worker runs the job in {folder}; end it first.");
            }
        }
    }

    public async Task<JobOrder> ReadOrderAsync(CancellationToken stop)
    {
        var path = Path.Combine(folder, "order.json");
        if (!File.Exists(path))
            throw new JobRefusedException($"There is no order.json in {folder}; name the folder of a job.");
        return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, stop), JobJson.Default.JobOrder)!;
    }

    /// <summary>An empty output folder: what an interrupted worker left there may be torn.</summary>
    public void BeginOutput()
    {
        if (Directory.Exists(Output))
            Directory.Delete(Output, recursive: true);
        Directory.CreateDirectory(Output);
    }

    /// <summary>The last word: every output is on the disk before it, and it appears whole.</summary>
    public async Task WriteResultAsync(IReadOnlyDictionary<string, JsonElement> facts, CancellationToken stop)
    {
        var files = Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Output, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToList();
        var unfinished = Result + ".new";
        await using (var file = File.Create(unfinished))
        {
            await JsonSerializer.SerializeAsync(file, new() { Files = files, Facts = facts }, JobJson.Default.JobResult, stop);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Result, overwrite: true);
    }

    /// <summary>Lets go of what the other processes wrote; all of them must be done.</summary>
    public void Tidy()
    {
        if (Directory.Exists(Others))
            Directory.Delete(Others, recursive: true);
    }
}

/// <summary>A job that cannot be run as it was ordered: said in one line, exit code 1.</summary>
internal class JobRefusedException(string message) : Exception(message);
