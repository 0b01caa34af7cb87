using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Compute;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Sweeps;

/// <summary>The same job with several values, compared by what they measure. Its row is written when all its jobs are there.</summary>
public sealed record Sweep
{
    public const string NodeKind = "sweep";

    public required string Id { get; init; }

    public required string RecipeName { get; init; }

    public required string InstitutionId { get; init; }

    public required string PersonId { get; init; }

    public string? ProjectId { get; init; }

    public required SweepMethod Method { get; init; }

    public required string Metric { get; init; }

    public required SweepGoal Goal { get; init; }

    public required DateTime CreatedAt { get; init; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);
}

/// <param name="Sweep">Its id.</param>
/// <param name="Values">Path → value.</param>
public sealed record PointOfSweep(string Sweep, IReadOnlyDictionary<string, JsonElement> Values);

internal sealed class SweepTable : IEntityTypeConfiguration<Sweep>
{
    public void Configure(EntityTypeBuilder<Sweep> builder)
    {
        builder.ToTable("sweep").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.Method).HasConversion<string>();
        builder.Property(row => row.Goal).HasConversion<string>();
    }
}
