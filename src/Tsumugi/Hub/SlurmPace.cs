namespace Tsumugi.Hub;

/// <summary>How often the hub asks a Slurm, and how long it waits before it believes.</summary>
public sealed record SlurmPace
{
    /// <summary>The least time between the beginnings of two questions about states, which are asked for all jobs at once.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same while the site has no job of ours, or does not answer.</summary>
    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A submission that got no answer is looked for this long before it counts as never arrived; more than <see cref="Patience"/>.</summary>
    public TimeSpan SureAfter { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Submissions under way at a time.</summary>
    public int Submissions { get; init; } = 4;

    /// <summary>How often accounting is read.</summary>
    public TimeSpan Accounting { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back accounting is read again each time, for records that come late or are corrected.</summary>
    public TimeSpan AccountingOverlap { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often partitions and nodes are read.</summary>
    public TimeSpan Hardware { get; init; } = TimeSpan.FromMinutes(10);
}
