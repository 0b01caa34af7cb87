using System.Globalization;
using System.Text.Json.Serialization;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm.Accounts;

namespace Tsumugi.Compute.Slurm;

/// <summary>The body of <c>job/submit</c>.</summary>
internal sealed record SlurmSubmission
{
    public required string Script { get; init; }

    public required SlurmSubmittedJob Job { get; init; }

    /// <summary>What a node may know of the hub's environment: where programs lie and which language it speaks.</summary>
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    /// <param name="folder">The job's folder as nodes see it.</param>
    /// <param name="worker">Command that starts the worker there.</param>
    /// <param name="paid">Account and quality of service of what pays for it, where the hub keeps them; null for the site's own account.</param>
    public static SlurmSubmission Of(Job job, SlurmAccess access, string folder, string worker, PaidUnder? paid = null) => new()
    {
        // Without an interpreter's line Slurm accepts the script and then cannot run it.
        Script = $"#!/bin/bash\nexec {worker} run --detached {Quoted(folder)}\n",
        Job = new()
        {
            Name = JobMark.NameOf(job.Id),
            Comment = new JobMark(job.Id, job.Attempt).ToString(),
            Account = paid?.Account ?? access.Account,
            Qos = paid?.Qos,
            Partition = job.Resources.Partition,
            CpusPerTask = job.Threads,
            MemoryPerNode = job.Resources.MemoryMiB,
            Gres = job.Resources.Gpus is > 0 and var gpus ? string.Create(CultureInfo.InvariantCulture, $"gpu:{(job.Resources.GpuModel is { } model ? model + ":" : "")}{gpus}") : null,
            TimeLimit = job.Resources.Minutes,
            Folder = folder,
            Output = $"{folder}/stderr.txt",
            Error = $"{folder}/stderr.txt",
            Environment = EnvironmentOfNodes(),
        },
    };

    private static Dictionary<string, string> EnvironmentOfNodes()
    {
        var passed = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };
        foreach (var name in Passed)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                passed[name] = value;
        }

        return passed;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

internal sealed record SlurmSubmittedJob
{
    public required string Name { get; init; }

    public required string Comment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Account { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Qos { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Partition { get; init; }

    public int Tasks { get; } = 1;

    [JsonPropertyName("cpus_per_task")]
    public required int CpusPerTask { get; init; }

    /// <summary>MiB.</summary>
    [JsonPropertyName("memory_per_node")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required int? MemoryPerNode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Gres { get; init; }

    /// <summary>Minutes.</summary>
    [JsonPropertyName("time_limit")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required int? TimeLimit { get; init; }

    [JsonPropertyName("current_working_directory")]
    public required string Folder { get; init; }

    [JsonPropertyName("standard_output")]
    public required string Output { get; init; }

    [JsonPropertyName("standard_error")]
    public required string Error { get; init; }

    /// <summary>A job that starts again writes behind what it wrote before.</summary>
    [JsonPropertyName("open_mode")]
    public string OpenMode { get; } = "append";

    /// <summary>Needed and never empty; a dictionary in v0.0.38.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
