using System.Text.Json.Serialization;

namespace Tsumugi.Client.Compute;

/// <summary>A site as the outside sees it; never with its secret.</summary>
public sealed record SiteView
{
    public required string Id { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    public required string? Institution { get; init; }

    public required string Engine { get; init; }

    public required bool Open { get; init; }

    public required SlurmAccess? Slurm { get; init; }

    public required bool HasSecret { get; init; }

    /// <summary>When the credential ends by itself; null when it does not say.</summary>
    public required DateTime? SecretUntil { get; init; }

    /// <summary>What the engine itself says of its hardware.</summary>
    public required IReadOnlyList<SitePartition> Partitions { get; init; }

    public required SitePrices Prices { get; init; }

    public required SitePolicies Policies { get; init; }

    public required IReadOnlyList<MaintenanceWindow> Maintenance { get; init; }

    public required SiteHealth Health { get; init; }
}

/// <summary>Nodes of one kind in a partition.</summary>
/// <param name="Cores">Of one node.</param>
/// <param name="MemoryMiB">Of one node.</param>
/// <param name="GpuModel">Null without GPUs.</param>
/// <param name="Gpus">Of one node.</param>
/// <param name="MostMinutes">The partition's own walltime; null when it has none.</param>
/// <param name="BillingWeights">Slurm's TRESBillingWeights; null when it has none.</param>
public sealed record SitePartition(string Name, int Nodes, int Cores, int MemoryMiB, string? GpuModel, int Gpus, int? MostMinutes, string? BillingWeights = null);

[JsonConverter(typeof(JsonStringEnumConverter<SiteCondition>))]
public enum SiteCondition
{
    /// <summary>Nobody asked it since the hub started.</summary>
    Unknown,
    Up,
    Down,
}

/// <summary>How a site was found when it was last asked.</summary>
public sealed record SiteHealth
{
    public SiteCondition Condition { get; init; }

    /// <summary>What was wrong, in the reader's language.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was last asked, UTC.</summary>
    public DateTime? AskedAt { get; init; }

    /// <summary>Jobs of everybody that wait there.</summary>
    public int Waiting { get; init; }

    /// <summary>Jobs of everybody that run there.</summary>
    public int Running { get; init; }

    /// <summary>How long the jobs that wait would keep the whole site busy, in minutes.</summary>
    public double QueueMinutes { get; init; }
}
