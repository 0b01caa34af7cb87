using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Tes;

/// <summary>A task as GA4GH's Task Execution Service 1.1 writes it. What is not there was not said.</summary>
public sealed record TesTask
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public string? Id { get; init; }

    public string? State { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<TesInput>? Inputs { get; init; }

    public IReadOnlyList<TesOutput>? Outputs { get; init; }

    public TesResources? Resources { get; init; }

    public IReadOnlyList<TesExecutor>? Executors { get; init; }

    public IReadOnlyList<string>? Volumes { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public IReadOnlyList<TesTaskLog>? Logs { get; init; }

    public string? CreationTime { get; init; }
}

/// <param name="Type"><c>FILE</c> or <c>DIRECTORY</c>.</param>
public sealed record TesInput(string? Name, string? Description, string? Url, string? Path, string? Type, string? Content, bool? Streamable);

/// <param name="PathPrefix">Taken from the beginning of each path that a pattern finds.</param>
public sealed record TesOutput(string? Name, string? Description, string? Url, string? Path, string? PathPrefix, string? Type);

/// <param name="RamGb">In 10⁹ bytes.</param>
public sealed record TesResources(
    int? CpuCores, bool? Preemptible, double? RamGb, double? DiskGb, IReadOnlyList<string>? Zones, IReadOnlyDictionary<string, string>? BackendParameters, bool? BackendParametersStrict);

public sealed record TesExecutor(
    string? Image, IReadOnlyList<string>? Command, string? Workdir, string? Stdin, string? Stdout, string? Stderr, IReadOnlyDictionary<string, string>? Env, bool? IgnoreError);

public sealed record TesTaskLog(
    IReadOnlyList<TesExecutorLog> Logs, IReadOnlyDictionary<string, string> Metadata, string? StartTime, string? EndTime, IReadOnlyList<TesOutputFileLog> Outputs, IReadOnlyList<string>? SystemLogs);

public sealed record TesExecutorLog(string? StartTime, string? EndTime, string? Stdout, string? Stderr, int ExitCode);

/// <param name="SizeBytes">A text, as JSON knows no 64-bit numbers.</param>
public sealed record TesOutputFileLog(string Url, string Path, string SizeBytes);

public sealed record TesTaskList(IReadOnlyList<TesTask> Tasks, string? NextPageToken);

/// <summary>How much of a task is shown.</summary>
public enum TesView
{
    MINIMAL,
    BASIC,
    FULL,
}
