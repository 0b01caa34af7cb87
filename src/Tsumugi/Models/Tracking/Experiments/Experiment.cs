using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>A named line of runs that belongs to an institution.</summary>
public sealed record Experiment
{
    /// <summary>1, 2, 3 … over the whole hub; 0 until it is saved.</summary>
    public long Number { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; set; }

    public required Visibility Visibility { get; set; }

    /// <summary>Who began it.</summary>
    public required string PersonId { get; init; }

    public bool Deleted { get; set; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long UpdatedAt { get; set; }

    public string Id => Number.ToString(CultureInfo.InvariantCulture);

    public string WholeName => $"{InstitutionId}/{Name}";

    public Guarded Guarded => new(new($"実験 {Id} ", $"the experiment {Id}"), InstitutionId, Visibility);
}

public sealed record ExperimentTag
{
    public required long Experiment { get; init; }

    public required string Key { get; init; }

    public required string Value { get; set; }
}

internal sealed class ExperimentTable : IEntityTypeConfiguration<Experiment>
{
    public void Configure(EntityTypeBuilder<Experiment> builder)
    {
        builder.ToTable("experiment").HasKey(row => row.Number);
        builder.Ignore(row => row.Id).Ignore(row => row.WholeName).Ignore(row => row.Guarded);
        builder.HasIndex(row => new { row.InstitutionId, row.Name }).IsUnique();
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
    }
}

internal sealed class ExperimentTagTable : IEntityTypeConfiguration<ExperimentTag>
{
    public void Configure(EntityTypeBuilder<ExperimentTag> builder)
    {
        builder.ToTable("experiment_tag").HasKey(row => new { row.Experiment, row.Key });
        builder.HasOne<Experiment>().WithMany().HasForeignKey(row => row.Experiment);
    }
}
