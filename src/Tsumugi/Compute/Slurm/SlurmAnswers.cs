using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Slurm;

// What the hub reads of slurmrestd's answers; everything else is skipped. Later versions than v0.0.38 write some values in other shapes.

internal sealed record SlurmError
{
    public string? Error { get; init; }

    public string? Description { get; init; }

    [JsonPropertyName("error_number")]
    public int? Number { get; init; }

    /// <summary>Submissions call it so.</summary>
    [JsonPropertyName("error_code")]
    public int? Code { get; init; }

    public int Best => Number ?? Code ?? 0;

    public string Text => string.Join(": ", new[] { Description, Error }.Where(text => !string.IsNullOrEmpty(text)).Distinct());
}

internal interface ISlurmAnswer
{
    IReadOnlyList<SlurmError>? Errors { get; }
}

internal sealed record SubmitAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    [JsonPropertyName("job_id")]
    public long? JobId { get; init; }
}

internal sealed record PlainAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }
}

internal sealed record JobsAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmJob>? Jobs { get; init; }
}

/// <summary>A job as the controller has it.</summary>
internal sealed record SlurmJob
{
    [JsonPropertyName("job_id")]
    public long JobId { get; init; }

    public string? Name { get; init; }

    public string? Comment { get; init; }

    [JsonPropertyName("user_name")]
    public string? User { get; init; }

    [JsonPropertyName("job_state")]
    public SlurmWord State { get; init; }

    [JsonPropertyName("state_reason")]
    public string? Reason { get; init; }

    /// <summary>As <c>wait(2)</c> tells it: the code times 256, or the signal.</summary>
    [JsonPropertyName("exit_code")]
    public JsonElement ExitCode { get; init; }

    public string? Nodes { get; init; }

    public SlurmNumber Cpus { get; init; }

    /// <summary>Minutes.</summary>
    [JsonPropertyName("time_limit")]
    public SlurmNumber TimeLimit { get; init; }

    [JsonPropertyName("restart_cnt")]
    public SlurmNumber Restarts { get; init; }
}

internal sealed record PartitionsAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmPartition>? Partitions { get; init; }
}

internal sealed record SlurmPartition
{
    public string? Name { get; init; }

    /// <summary>Minutes; v0.0.38 only.</summary>
    [JsonPropertyName("max_time_limit")]
    public SlurmNumber MostMinutes { get; init; }

    /// <summary>For example <c>CPU=1.0,GRES/gpu=16</c>; v0.0.38 only.</summary>
    [JsonPropertyName("billing_weights")]
    public string? BillingWeights { get; init; }
}

internal sealed record NodesAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmNode>? Nodes { get; init; }
}

internal sealed record SlurmNode
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Partitions { get; init; }

    public int Cpus { get; init; }

    /// <summary>MiB.</summary>
    [JsonPropertyName("real_memory")]
    public long Memory { get; init; }

    /// <summary>For example <c>gpu:a100:4</c>.</summary>
    public string? Gres { get; init; }
}
