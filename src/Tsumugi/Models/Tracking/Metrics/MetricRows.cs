using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Models.Tracking.Runs;

namespace Tsumugi.Models.Tracking.Metrics;

/// <summary>One point of a curve. The whole row is its key, so that a request sent twice is written once.</summary>
public sealed record RunMetric
{
    public required long Run { get; init; }

    public required string Key { get; init; }

    public required long Step { get; init; }

    /// <summary>Milliseconds since 1970, by the program's clock.</summary>
    public required long Timestamp { get; init; }

    /// <summary>0 when it is not a number; infinities as they are.</summary>
    public required double Value { get; init; }

    /// <summary>SQLite keeps no NaN, so it has a column.</summary>
    public required bool IsNan { get; init; }

    public double Number => IsNan ? double.NaN : Value;
}

/// <summary>Of each curve the point with the latest timestamp, and of several the highest: what lists and searches read.</summary>
public sealed record RunLatest
{
    public required long Run { get; init; }

    public required string Key { get; init; }

    public required long Step { get; init; }

    public required long Timestamp { get; init; }

    public required double Value { get; init; }

    public required bool IsNan { get; init; }

    public double Number => IsNan ? double.NaN : Value;
}

internal sealed class RunMetricTable : IEntityTypeConfiguration<RunMetric>
{
    public void Configure(EntityTypeBuilder<RunMetric> builder)
    {
        builder.ToTable("run_metric").HasKey(row => new { row.Run, row.Key, row.Step, row.Timestamp, row.Value, row.IsNan });
        builder.Ignore(row => row.Number);
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}

internal sealed class RunLatestTable : IEntityTypeConfiguration<RunLatest>
{
    public void Configure(EntityTypeBuilder<RunLatest> builder)
    {
        builder.ToTable("run_latest").HasKey(row => new { row.Run, row.Key });
        builder.Ignore(row => row.Number);
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}
