using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Badges;

/// <summary>A certificate that somebody completed a course: a credential of Open Badges 3.0, signed by the hub, for everybody to verify.</summary>
public sealed record Badge
{
    public const string NodeKind = "badge";

    /// <summary>A UUID, which says nothing of the person.</summary>
    public required string Id { get; init; }

    public required string PersonId { get; init; }

    public required string CourseId { get; init; }

    public required int CourseVersion { get; init; }

    public required DateTime IssuedAt { get; init; }

    /// <summary>What the learner agreed to publish: a name or a pseudonym; null once it was erased.</summary>
    public required string? ShownName { get; set; }

    /// <summary>The credential as it was signed (VC-JWT); null once it was erased.</summary>
    public required string? Token { get; set; }

    public DateTime? RevokedAt { get; set; }

    public string? RevokedFor { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);
}

internal sealed class BadgeTable : IEntityTypeConfiguration<Badge>
{
    public void Configure(EntityTypeBuilder<Badge> builder)
    {
        builder.ToTable("badge").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.PersonId, row.CourseId });
        builder.HasIndex(row => row.RevokedAt).HasFilter("RevokedAt IS NOT NULL");
    }
}
