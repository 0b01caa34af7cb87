using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Slurm;

// What the hub reads of slurmdb's answers.

internal sealed record AccountingAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<AccountedJob>? Jobs { get; init; }
}

/// <summary>One run of a job as accounting has it; a job that was put back has several.</summary>
internal sealed record AccountedJob
{
    [JsonPropertyName("job_id")]
    public long JobId { get; init; }

    public string? Name { get; init; }

    public AccountedComment? Comment { get; init; }

    public string? Partition { get; init; }

    public string? Account { get; init; }

    public string? Nodes { get; init; }

    public AccountedTimes? Time { get; init; }

    public AccountedState? State { get; init; }

    public AccountedTres? Tres { get; init; }

    public IReadOnlyList<AccountedStep>? Steps { get; init; }
}

/// <summary>Kept only with <c>AccountingStoreFlags=job_comment</c>.</summary>
internal sealed record AccountedComment
{
    public string? Job { get; init; }
}

/// <summary>Unix seconds and seconds.</summary>
internal sealed record AccountedTimes
{
    public long Submission { get; init; }

    public long Start { get; init; }

    public long End { get; init; }

    public long Elapsed { get; init; }

    /// <summary>Walltime in minutes.</summary>
    public SlurmNumber Limit { get; init; }

    public AccountedCpu? Total { get; init; }
}

internal sealed record AccountedCpu
{
    public long Seconds { get; init; }

    public long Microseconds { get; init; }
}

internal sealed record AccountedState
{
    public SlurmWord Current { get; init; }

    public string? Reason { get; init; }
}

internal sealed record AccountedTres
{
    public IReadOnlyList<AccountedAmount>? Allocated { get; init; }

    public IReadOnlyList<AccountedAmount>? Requested { get; init; }
}

internal sealed record AccountedAmount
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public long? Count { get; init; }
}

internal sealed record AccountedStep
{
    public AccountedStepTimes? Time { get; init; }
}

internal sealed record AccountedStepTimes
{
    public AccountedCpu? Total { get; init; }
}
