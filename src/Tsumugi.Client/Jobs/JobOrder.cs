using System.Text.Json;

namespace Tsumugi.Client.Jobs;

/// <summary>What the hub asks of a worker: the file <c>order.json</c> in the job's folder.</summary>
/// <remarks>
/// The folder is the whole contract between hub and worker, so that either may be killed at any moment:
/// <c>order.json</c> (hub → worker), <c>progress.ndjson</c> (worker appends <see cref="ProgressLine"/>),
/// <c>checkpoint/</c> (worker's own), <c>steps.json</c> and <c>logs/</c> (of commands), <c>output/</c> (artefacts) and last of all <c>result.json</c>
/// (<see cref="JobResult"/>, written to a temporary name and renamed: its presence means that the outputs are whole).
/// </remarks>
public sealed record JobOrder
{
    public required string Id { get; init; }

    /// <summary>Name of the job kind: <c>pretrain</c>, <c>finetune</c>, <c>continue</c>, <c>mixture</c>, <c>align</c>, <c>measure</c>, <c>convert</c>, <c>export</c>, <c>merge</c> or <c>command</c>.</summary>
    public required string Kind { get; init; }

    public required long Seed { get; init; }

    /// <summary>Intra-operation threads that the worker may use.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The recipe as submitted, parsed by the kind that runs it.</summary>
    public required JsonElement Recipe { get; init; }

    public required IReadOnlyList<JobInput> Inputs { get; init; }

    /// <summary>For <c>command</c>: what its site lets commands have.</summary>
    public JobSandbox? Sandbox { get; init; }
}

/// <summary>One input revision, staged for reading.</summary>
public sealed record JobInput
{
    /// <summary>The role that the recipe gives it: <c>genes</c>, <c>data</c>, <c>replay</c>, <c>dna</c>, <c>protein</c>, <c>text</c>, <c>model</c>, or a name of its own.</summary>
    public required string Name { get; init; }

    /// <summary>Node on the thread, for example <c>dataset:leptospira/h1@0f3c…</c>.</summary>
    public required string Node { get; init; }

    /// <summary>Path inside the revision → absolute path of the read-only content.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

/// <summary>What a finished worker leaves in <c>result.json</c>.</summary>
public sealed record JobResult
{
    /// <summary>Paths under <c>output/</c>, with forward slashes.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Facts for the card of what was made: parameters, vocabulary size, final loss, tokens seen …</summary>
    public required IReadOnlyDictionary<string, JsonElement> Facts { get; init; }
}

/// <summary>One line of <c>progress.ndjson</c>.</summary>
public sealed record ProgressLine
{
    public required DateTimeOffset At { get; init; }

    public required ProgressKind Kind { get; init; }

    /// <summary>For <see cref="ProgressKind.Progress"/>: the phase in words a reader knows, for example <c>training</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>For progress: units done; for a metric: the step it belongs to.</summary>
    public long? Step { get; init; }

    /// <summary>For progress: units in all.</summary>
    public long? Total { get; init; }

    /// <summary>For a metric: its name, for example <c>loss</c> or <c>tokensPerSecond</c>.</summary>
    public string? Name { get; init; }

    public double? Value { get; init; }

    /// <summary>For a log line: its text. Never a secret.</summary>
    public string? Text { get; init; }
}

public enum ProgressKind
{
    Progress,
    Metric,
    Log,
}
