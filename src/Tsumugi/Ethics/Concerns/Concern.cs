using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Concerns;

/// <summary>What harm somebody might do with data or a model that were made for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConcernCategory>))]
public enum ConcernCategory
{
    /// <summary>Makes a pathogen spread more easily, or do more harm.</summary>
    EnhancedPathogen,

    /// <summary>Helps to make or improve a toxin or another harmful agent.</summary>
    HarmfulAgent,

    /// <summary>Helps to escape detection, vaccines or treatment.</summary>
    EvadedCountermeasure,

    /// <summary>Finds out or targets persons or groups.</summary>
    TargetedPeople,

    Other,
}

/// <summary>How something of concern comes into other hands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReleaseAct>))]
public enum ReleaseAct
{
    /// <summary>Everybody signed in sees it.</summary>
    Public,

    /// <summary>A DOI is published.</summary>
    Doi,

    /// <summary>A committee grants its use to a project.</summary>
    Grant,

    /// <summary>It is of concern no longer.</summary>
    Lift,
}

/// <summary>A steward marked data or a model as of dual-use concern. It follows into everything made from them.</summary>
public sealed record Concern
{
    public required string Id { get; init; }

    /// <summary>The dataset or model as a whole.</summary>
    public required string Node { get; init; }

    public required string InstitutionId { get; init; }

    public required ConcernCategory Category { get; init; }

    public required string Reason { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }

    public DateTime? LiftedAt { get; set; }
}

/// <summary>What a reviewer thinks of one release; it may change.</summary>
public sealed record ReleaseReview
{
    public required string ConcernId { get; init; }

    public required ReleaseAct Act { get; init; }

    /// <summary>What is released: a dataset or model as a whole, or the application that a committee decides on.</summary>
    public required string Node { get; init; }

    public required string PersonId { get; init; }

    public required bool Yes { get; set; }

    public required string Comment { get; set; }

    public required DateTime At { get; set; }
}

internal sealed class ConcernTable : IEntityTypeConfiguration<Concern>
{
    public void Configure(EntityTypeBuilder<Concern> builder)
    {
        builder.ToTable("concern").HasKey(row => row.Id);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.Node);
        builder.Property(row => row.Category).HasConversion<string>();
    }
}

internal sealed class ReleaseReviewTable : IEntityTypeConfiguration<ReleaseReview>
{
    public void Configure(EntityTypeBuilder<ReleaseReview> builder)
    {
        builder.ToTable("release_review").HasKey(row => new { row.ConcernId, row.Act, row.Node, row.PersonId });
        builder.HasOne<Concern>().WithMany().HasForeignKey(row => row.ConcernId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.Property(row => row.Act).HasConversion<string>();
    }
}
