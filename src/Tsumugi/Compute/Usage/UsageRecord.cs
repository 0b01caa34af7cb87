using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Usage;

/// <summary>What one run of a job took, as the engine's accounting says: never what the job says of itself.</summary>
public sealed record UsageRecord
{
    public required string SiteId { get; init; }

    public required string EngineJobId { get; init; }

    /// <summary>0, 1, 2 …: a job that its engine put back runs several times under one number.</summary>
    public required int Run { get; init; }

    public required string JobId { get; init; }

    public required string PersonId { get; init; }

    public required string InstitutionId { get; init; }

    public required UsageMeasure Measure { get; set; }

    /// <summary>UTC; stands beside the measure so that a period can be asked for.</summary>
    public required DateTime EndedAt { get; set; }

    /// <summary>At the site's prices when it was settled.</summary>
    public required decimal Credits { get; set; }

    public required DateTime SettledAt { get; set; }

    /// <summary>1 when first settled; more when accounting corrected it.</summary>
    public required int Version { get; set; }
}

/// <summary>The numbers of one run.</summary>
/// <param name="State">The engine's word for how it ended.</param>
/// <param name="Seconds">From start to end.</param>
/// <param name="Cores">That were held.</param>
/// <param name="RequestedMinutes">Walltime that was asked for; null when none was.</param>
/// <param name="CpuSeconds">What the processors worked; null where the engine does not say.</param>
public sealed record UsageMeasure(
    string State, string? Partition, string? Nodes, DateTime SubmittedAt, DateTime StartedAt, DateTime EndedAt, double Seconds,
    int Cores, int MemoryMiB, int Gpus, string? GpuModel, int? RequestedMinutes, double? CpuSeconds)
{
    /// <summary>The engine's account that it ran under, where that is one that the hub keeps; else null.</summary>
    public string? Account { get; init; }

    public double CoreHours => Cores * Seconds / 3600;

    public double GpuHours => Gpus * Seconds / 3600;

    /// <summary>The site took it away, or a machine failed: Slurm's own words, where it ran on under the same number.</summary>
    public bool FailedUnderIt => State is "NODE_FAIL" or "BOOT_FAIL" or "PREEMPTED" or "REQUEUED";

    public double? CoreHoursUsed => CpuSeconds / 3600;

    public double RequestedCoreHours => RequestedMinutes is { } minutes ? Cores * minutes / 60d : CoreHours;

    public double WaitHours => Math.Max(0, (StartedAt - SubmittedAt).TotalHours);
}

internal sealed class UsageTable : IEntityTypeConfiguration<UsageRecord>
{
    public void Configure(EntityTypeBuilder<UsageRecord> builder)
    {
        builder.ToTable("compute_usage").HasKey(row => new { row.SiteId, row.EngineJobId, row.Run });
        builder.HasOne<Job>().WithMany().HasForeignKey(row => row.JobId);
        builder.HasIndex(row => row.EndedAt);
        builder.HasIndex(row => new { row.SiteId, row.EndedAt });
        builder.Property(row => row.Measure).AsJson();
    }
}
