using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Talent.Courses;

/// <summary>The newest version of a course that an institution brought.</summary>
public sealed record BroughtCourse
{
    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required int Version { get; set; }

    /// <summary>SHA-256 over its files: the same files again are no new version.</summary>
    public required string Hash { get; set; }

    public required DateTime BroughtAt { get; set; }

    public required Course Content { get; set; }

    public Course ToCourse() => Content with { InstitutionId = InstitutionId, Version = Version, BroughtAt = BroughtAt };
}

internal sealed class BroughtCourseTable : IEntityTypeConfiguration<BroughtCourse>
{
    public void Configure(EntityTypeBuilder<BroughtCourse> builder)
    {
        builder.ToTable("course").HasKey(row => row.Id);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.Property(row => row.Content).AsJson();
    }
}
