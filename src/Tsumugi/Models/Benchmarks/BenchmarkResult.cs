using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Thread;

namespace Tsumugi.Models.Benchmarks;

/// <summary>What a measuring job found of one model revision on one dataset revision.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The id of the job that measured it.</summary>
    public required string JobId { get; init; }

    /// <summary>Model node with revision.</summary>
    public required string Model { get; init; }

    /// <summary>Dataset node with revision.</summary>
    public required string Dataset { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required RetrievalReport Report { get; init; }

    public NodeRef Node => NodeRef.Of("result", JobId);
}

internal sealed class BenchmarkResultTable : IEntityTypeConfiguration<BenchmarkResult>
{
    public void Configure(EntityTypeBuilder<BenchmarkResult> builder)
    {
        builder.ToTable("benchmark_result").HasKey(row => row.JobId);
        builder.Ignore(row => row.Node);
        builder.HasOne<Job>().WithMany().HasForeignKey(row => row.JobId);
        builder.HasIndex(row => row.Model);
        builder.Property(row => row.Report).HasConversion(
            value => JsonSerializer.Serialize(value, JobJson.Default.RetrievalReport),
            text => JsonSerializer.Deserialize(text, JobJson.Default.RetrievalReport)!);
    }
}
