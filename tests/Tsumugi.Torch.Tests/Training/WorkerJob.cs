using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Jobs;
using Tsumugi.Formats.Genes;
using Tsumugi.Formats.GenBank;
using Tsumugi.Torch.Alignment;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>The genes of the genome in samples/, imported once for all tests that start workers.</summary>
public sealed class SampleGenes : IAsyncLifetime
{
    private readonly Folder _folder = new();

    public string Table => Path.Combine(_folder.Path, GeneViews.TableFile);

    public async ValueTask InitializeAsync()
    {
        await using var genome = File.OpenRead(Path.Combine(Root(), "samples", "leptospira-kirschneri-h1.gbk.gz"));
        await using var table = File.Create(Table);
        await GeneImport.RunAsync(genome, "leptospira-kirschneri-h1.gbk.gz", table, new(), null, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

/// <summary>A job in a folder, carried out by the worker program as the hub would start it.</summary>
internal sealed class WorkerJob
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Tsumugi.Worker", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Tsumugi.Worker.dll"));

    public WorkerJob(string folder, JobOrder order)
    {
        Folder = folder;
        File.WriteAllBytes(Path.Combine(folder, "order.json"), JsonSerializer.SerializeToUtf8Bytes(order, JobJson.Default.JobOrder));
    }

    /// <summary>A job of pretraining.</summary>
    /// <param name="input">The genes, or the file that a recipe with data reads.</param>
    public WorkerJob(string folder, string input, JsonObject? changed = null, long seed = 1) : this(folder, Pretraining(input, SmallRun.Recipe(changed ?? []), seed))
    {
    }

    public string Folder { get; }

    public byte[] Model => File.ReadAllBytes(Path.Combine(Folder, "output", "model.safetensors"));

    private static JobOrder Pretraining(string input, JsonObject recipe, long seed) => new()
    {
        Id = "job",
        Kind = "pretrain",
        Seed = seed,
        Threads = 1,
        Recipe = JsonSerializer.SerializeToElement(recipe),
        Inputs = [new() { Name = recipe.ContainsKey("data") ? "data" : "genes", Node = "dataset:lab/genes@1", Files = new Dictionary<string, string> { [Path.GetFileName(input)] = input } }],
    };

    /// <param name="launcher">A program and its arguments that start the worker, such as mpirun.</param>
    public Process Start(params IReadOnlyList<string> launcher)
    {
        string[] command = [.. launcher, "dotnet", Program, "run", Folder];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <returns>How the worker ended, and what it said.</returns>
    public async Task<(int Code, string Said)> RunAsync(params IReadOnlyList<string> launcher)
    {
        using var worker = Start(launcher);
        return await EndAsync(worker);
    }

    /// <summary>Waits until the worker has told of a step.</summary>
    public async Task ReachedAsync(int step, Process worker)
    {
        while (!Losses().Keys.Any(told => told >= step))
        {
            Assert.False(worker.HasExited, $"It ended before step {step}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<(int Code, string Said)> EndAsync(Process worker)
    {
        var (output, errors) = (worker.StandardOutput.ReadToEndAsync(), worker.StandardError.ReadToEndAsync());
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (worker.ExitCode, await output + await errors);
    }

    public IReadOnlyList<ProgressLine> Progress()
    {
        var path = Path.Combine(Folder, "progress.ndjson");
        if (!File.Exists(path))
            return [];
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. file.ReadToEnd().Split('\n').Where(line => line.StartsWith('{') && line.EndsWith('}')).Select(line => JsonSerializer.Deserialize(line, JobJson.Default.ProgressLine)!)];
    }

    /// <returns>Step → loss, of all steps that were told.</returns>
    public SortedDictionary<long, double> Losses()
    {
        var losses = new SortedDictionary<long, double>();
        foreach (var line in Progress().Where(line => line.Name == "loss"))
            losses[line.Step!.Value] = line.Value!.Value;
        return losses;
    }
}
